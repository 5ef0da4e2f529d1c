// swift-tools-version: 6.1
import PackageDescription

// Fuzzing what reads foreign bytes. A package of its own, because the rooms it looks at are compiled with the fuzzer's instrumentation here (links in Sources).
//
//     swift build -c release && .build/release/FuzzLines -max_total_time=60 .build/corpus Corpus/Lines
//     .build/release/FuzzTemplates -max_total_time=60 .build/templates Corpus/Templates
//     .build/release/FuzzCrontabs -max_total_time=60 .build/crontabs Corpus/Crontabs
//
// SWIFT_BACKTRACE=enable=no leaves what crashes to the fuzzer, which keeps it.
let fuzzed: [SwiftSetting] = [.enableUpcomingFeature("InternalImportsByDefault"), .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])]

let package = Package(
    name: "fuzz",
    targets: [
        .target(name: "CFuzzer"),
        .target(name: "UL4", swiftSettings: fuzzed),
        .target(name: "SisyphusCore", dependencies: ["UL4"], swiftSettings: fuzzed),
        .target(name: "SisyphusSchedule", dependencies: ["SisyphusCore"], swiftSettings: fuzzed),
        .executableTarget(
            name: "FuzzCrontabs", dependencies: ["SisyphusSchedule", "CFuzzer"], swiftSettings: fuzzed,
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
