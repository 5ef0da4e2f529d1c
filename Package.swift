// swift-tools-version: 6.1
import PackageDescription

// What a job in Swift may do without.
let templates = Target.Dependency.target(name: "UL4", condition: .when(traits: ["Templates"]))

let package = Package(
    name: "sisyphus",
    products: [
        .executable(name: "sisyphus", targets: ["SisyphusCommand"]),
        .library(name: "UL4", targets: ["UL4"]),
        .library(name: "Sisyphus", targets: ["Sisyphus"]),
        .library(name: "SisyphusSwiftLog", targets: ["SisyphusSwiftLog"]),
        .library(name: "SisyphusServiceLifecycle", targets: ["SisyphusServiceLifecycle"]),
        .library(name: "SisyphusMetrics", targets: ["SisyphusMetrics"]),
        .library(name: "SisyphusTracing", targets: ["SisyphusTracing"]),
    ],
    traits: [
        .trait(name: "Templates", description: "--formatlogline and the templates of messages; without them a job builds faster."),
        .default(enabledTraits: ["Templates"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.7.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.3.0"),
    ],
    targets: [
        // The rooms, top to bottom; each imports only what stands above it (docs/architecture.md).
        .target(name: "CSisyphus"),
        // Opens the libraries when they are needed: linked, they cost every start a quarter of a millisecond.
        .target(name: "CCodecs", linkerSettings: [.linkedLibrary("dl")]),
        // Opens libcurl when there is something to deliver.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "UL4"),
        .target(name: "SisyphusCore"),
        .target(name: "SisyphusOptions", dependencies: ["SisyphusCore"]),
        .target(name: "SisyphusTemplates", dependencies: ["SisyphusCore", templates]),
        .target(name: "SisyphusSchedule", dependencies: ["SisyphusCore"]),
        .target(name: "SisyphusCrontab", dependencies: ["SisyphusCore", "SisyphusOptions", "SisyphusSchedule"]),
        .target(name: "SisyphusFleet", dependencies: ["SisyphusCore", "SisyphusSchedule"]),
        .target(name: "SisyphusNotify", dependencies: ["SisyphusCore", "SisyphusSchedule", "SisyphusFleet", "SisyphusTemplates", templates]),
        // It imports nothing of the options: of rooms that can be built, SwiftPM takes the last by name, and the notifications, for which more wait, would come after it.
        .target(name: "SisyphusUnix", dependencies: ["CSisyphus", "SisyphusCore", "SisyphusSchedule", "SisyphusOptions"]),
        .target(
            name: "SisyphusSupervisor",
            dependencies: [
                "SisyphusCore", "SisyphusOptions", "SisyphusSchedule", "SisyphusCrontab", "SisyphusFleet", "SisyphusTemplates", "SisyphusNotify",
                "SisyphusUnix", "CCodecs",
            ]),
        .target(name: "SisyphusCourier", dependencies: ["SisyphusCore", "SisyphusFleet", "SisyphusNotify", "SisyphusUnix", "CCurl"]),
        .target(
            name: "Sisyphus",
            dependencies: [
                "SisyphusCore", "SisyphusOptions", "SisyphusFleet", "SisyphusNotify", "SisyphusUnix", "SisyphusSupervisor", "SisyphusCourier",
            ]
        ),
        .target(name: "SisyphusSwiftLog", dependencies: ["Sisyphus", .product(name: "Logging", package: "swift-log")]),
        .target(
            name: "SisyphusServiceLifecycle", dependencies: ["Sisyphus", .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")]),
        .target(name: "SisyphusMetrics", dependencies: ["Sisyphus", "SisyphusUnix", .product(name: "CoreMetrics", package: "swift-metrics")]),
        .target(name: "SisyphusTracing", dependencies: ["Sisyphus", "SisyphusUnix", .product(name: "Tracing", package: "swift-distributed-tracing")]),
        .target(name: "SisyphusViews", dependencies: ["SisyphusCore", "SisyphusSchedule"]),
        .target(name: "SisyphusReading", dependencies: ["SisyphusCore", "SisyphusSchedule", "SisyphusViews", "SisyphusUnix", "SisyphusSupervisor", "CCodecs"]),
        .executableTarget(
            name: "SisyphusCommand",
            dependencies: [
                "SisyphusCore", "SisyphusOptions", "SisyphusSchedule", "SisyphusCrontab", "SisyphusTemplates", "SisyphusNotify", "SisyphusUnix",
                "SisyphusSupervisor", "SisyphusCourier", "SisyphusViews", "SisyphusReading",
            ]
        ),
        .executableTarget(name: "SisyphusProbe", path: "Sources/SisyphusProbe"),
        // A table of jobs written in Swift, for the tests.
        .executableTarget(
            name: "SisyphusProbeJobs",
            dependencies: [
                "Sisyphus", "SisyphusSwiftLog", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // The same in a program whose main function is asynchronous.
        .executableTarget(
            name: "SisyphusProbeAsync",
            dependencies: [
                "Sisyphus", "SisyphusServiceLifecycle", .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"), "SisyphusMetrics", .product(name: "CoreMetrics", package: "swift-metrics"),
                "SisyphusTracing", .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]),
        // Renders cases for the comparison with the original (Scripts/ul4-conformance).
        .executableTarget(name: "UL4Cases", dependencies: ["UL4"], path: "Integration/ul4/Cases"),

        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "UL4Tests", dependencies: ["UL4", "TestSupport"]),
        .testTarget(name: "SisyphusCoreTests", dependencies: ["SisyphusCore", "TestSupport"], exclude: ["Run/Golden"]),
        .testTarget(name: "SisyphusOptionsTests", dependencies: ["SisyphusOptions", "SisyphusCore", "SisyphusNotify", "SisyphusSupervisor", "TestSupport"]),
        .testTarget(name: "SisyphusTemplatesTests", dependencies: ["SisyphusTemplates", "SisyphusCore", "TestSupport"]),
        .testTarget(
            name: "SisyphusScheduleTests", dependencies: ["SisyphusSchedule", "SisyphusCrontab", "SisyphusCore", "SisyphusUnix", "TestSupport"],
            exclude: ["Golden"]),
        .testTarget(
            name: "SisyphusCrontabTests",
            dependencies: ["SisyphusCrontab", "SisyphusOptions", "SisyphusSchedule", "SisyphusCore", "SisyphusUnix", "TestSupport"]),
        .testTarget(name: "SisyphusFleetTests", dependencies: ["SisyphusFleet", "SisyphusCore", "TestSupport"], exclude: ["Golden"]),
        .testTarget(
            name: "SisyphusNotifyTests",
            dependencies: ["SisyphusNotify", "SisyphusFleet", "SisyphusOptions", "SisyphusSupervisor", "SisyphusTemplates", "TestSupport"]),
        .testTarget(name: "SisyphusCourierTests", dependencies: ["SisyphusCourier", "SisyphusNotify", "TestSupport"], exclude: ["Golden"]),
        .testTarget(name: "SisyphusUnixTests", dependencies: ["CSisyphus", "SisyphusUnix", "SisyphusProbe", "TestSupport"]),
        .testTarget(name: "SisyphusViewsTests", dependencies: ["SisyphusSchedule", "SisyphusViews", "SisyphusCore", "TestSupport"], exclude: ["Golden"]),
        .testTarget(name: "SisyphusSupervisorTests", dependencies: ["SisyphusSupervisor", "SisyphusProbe", "TestSupport"]),
        .testTarget(
            name: "SisyphusCommandTests",
            dependencies: ["SisyphusCommand", "SisyphusProbe", "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            exclude: ["Golden"]),
        .testTarget(
            name: "SisyphusTests", dependencies: ["Sisyphus", "SisyphusCore", "SisyphusOptions", "SisyphusNotify", "SisyphusProbeJobs", "SisyphusProbeAsync"]),
    ],
    swiftLanguageModes: [.v6]
)

// swift-configuration is for Swift 6.2 and later.
#if compiler(>=6.2)
package.products.append(.library(name: "SisyphusConfiguration", targets: ["SisyphusConfiguration"]))
package.dependencies.append(.package(url: "https://github.com/apple/swift-configuration", from: "1.0.0", traits: []))
package.targets.append(
    .target(
        name: "SisyphusConfiguration", dependencies: ["Sisyphus", .product(name: "Configuration", package: "swift-configuration")],
        // As its protocols are.
        swiftSettings: [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]))
package.targets.first { $0.name == "SisyphusProbeAsync" }?.dependencies += [
    "SisyphusConfiguration", .product(name: "Configuration", package: "swift-configuration"),
]
#endif

// What a room imports is its own affair, unless its interface says `public import`.
for target in package.targets {
    target.swiftSettings = (target.swiftSettings ?? []) + [.enableUpcomingFeature("InternalImportsByDefault")]
}

// Whoever works on sisyphus builds with this (Scripts/test does); who depends on it must not be stopped by the warnings of a later compiler.
if Context.environment["STRICT_BUILD"] != nil {
    for target in package.targets {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-warnings-as-errors"])]
        target.cSettings = (target.cSettings ?? []) + [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]
    }
}
