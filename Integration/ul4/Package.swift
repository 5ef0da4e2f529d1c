// swift-tools-version: 6.1
import PackageDescription

// The template language alone, optimised, and a program that measures it.
let package = Package(
    name: "ul4-integration",
    targets: [
        .target(name: "UL4"),
        .executableTarget(name: "ul4-speed", dependencies: ["UL4"]),
    ],
    swiftLanguageModes: [.v6]
)
