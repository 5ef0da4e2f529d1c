// swift-tools-version: 6.1
import PackageDescription

// The template language alone, and a program that renders cases for the comparison with the original (Scripts/ul4-conformance).
let package = Package(
    name: "ul4-integration",
    targets: [
        .target(name: "UL4"),
        .executableTarget(name: "ul4-cases", dependencies: ["UL4"]),
        .executableTarget(name: "ul4-speed", dependencies: ["UL4"]),
    ],
    swiftLanguageModes: [.v6]
)
