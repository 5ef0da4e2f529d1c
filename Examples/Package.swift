// swift-tools-version: 6.1
import PackageDescription

// As a package may have it whose code belongs to the main actor unless it says something else (Swift 6.2).
#if compiler(>=6.2)
let onMainActor: [SwiftSetting] = [.unsafeFlags(["-default-isolation", "MainActor"])]
#else
let onMainActor: [SwiftSetting] = []
#endif

let package = Package(
    name: "examples",
    dependencies: [
        .package(name: "sisyphus", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        .executableTarget(name: "Fetch", dependencies: [.product(name: "Sisyphus", package: "sisyphus")], swiftSettings: onMainActor),
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

// swift-subprocess is for Swift 6.2 and later.
#if compiler(>=6.2)
package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"))
package.targets.append(
    .executableTarget(
        name: "Checkout", dependencies: [.product(name: "Sisyphus", package: "sisyphus"), .product(name: "Subprocess", package: "swift-subprocess")],
        swiftSettings: onMainActor))
#endif
