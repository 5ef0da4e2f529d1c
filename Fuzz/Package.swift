// swift-tools-version: 6.1
import PackageDescription

// Fuzzing what reads foreign bytes. A package of its own, because the rooms it looks at are compiled with the fuzzer's instrumentation here (links in Sources).
// make fuzz runs them. SWIFT_BACKTRACE=enable=no leaves what crashes to the fuzzer, which keeps it.
let fuzzed: [SwiftSetting] = [
    .define("Templates"), .enableUpcomingFeature("InternalImportsByDefault"), .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"]),
]

let package = Package(
    name: "fuzz",
    targets: [
        .target(name: "CFuzzer"),
        .target(name: "UL4", swiftSettings: fuzzed),
        .target(name: "SisyphusCore", swiftSettings: fuzzed),
        .target(name: "SisyphusOptions", dependencies: ["SisyphusCore"], swiftSettings: fuzzed),
        .target(name: "SisyphusTemplates", dependencies: ["SisyphusCore", "UL4"], swiftSettings: fuzzed),
        .target(name: "SisyphusSchedule", dependencies: ["SisyphusCore"], swiftSettings: fuzzed),
        .target(name: "SisyphusCrontab", dependencies: ["SisyphusCore", "SisyphusOptions", "SisyphusSchedule"], swiftSettings: fuzzed),
        .target(name: "SisyphusFleet", dependencies: ["SisyphusCore", "SisyphusSchedule"], swiftSettings: fuzzed),
        .target(
            name: "SisyphusNotify", dependencies: ["SisyphusCore", "SisyphusSchedule", "SisyphusFleet", "SisyphusTemplates", "UL4"], swiftSettings: fuzzed),
        .executableTarget(
            name: "FuzzForeign", dependencies: ["SisyphusCore", "SisyphusOptions", "SisyphusSchedule", "SisyphusFleet", "SisyphusNotify", "CFuzzer"],
            swiftSettings: fuzzed,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
        .executableTarget(
            name: "FuzzCrontabs", dependencies: ["SisyphusCore", "SisyphusOptions", "SisyphusSchedule", "SisyphusCrontab", "CFuzzer"], swiftSettings: fuzzed,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
        .executableTarget(
            name: "FuzzLines", dependencies: ["SisyphusCore", "CFuzzer"], swiftSettings: fuzzed,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
        .executableTarget(
            name: "FuzzTemplates", dependencies: ["UL4", "CFuzzer"], swiftSettings: fuzzed,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
    ],
    swiftLanguageModes: [.v6]
)
