// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "examples",
    dependencies: [
        .package(name: "sisyphus", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        .executableTarget(name: "Fetch", dependencies: [.product(name: "Sisyphus", package: "sisyphus")]),
        .executableTarget(
            name: "Import",
            dependencies: [
                .product(name: "Sisyphus", package: "sisyphus"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)
