// swift-tools-version: 6.1
import PackageDescription

// Fuzzing what reads foreign bytes. A package of its own, because the rooms it looks at are compiled with the fuzzer's instrumentation here (links in Sources).
//
//     swift build -c release && .build/release/FuzzLines -max_total_time=60 .build/corpus Corpus/Lines
//     .build/release/FuzzTemplates -max_total_time=60 .build/templates Corpus/Templates
let fuzzed: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])]

let package = Package(
    name: "fuzz",
    targets: [
        .target(name: "CFuzzer"),
        .target(name: "UL4", swiftSettings: fuzzed),
        .target(name: "SisyphusCore", dependencies: ["UL4"], swiftSettings: fuzzed),
        .executableTarget(
            name: "FuzzLines", dependencies: ["SisyphusCore", "CFuzzer"], swiftSettings: fuzzed,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
        .executableTarget(
            name: "FuzzTemplates", dependencies: ["UL4", "CFuzzer"], swiftSettings: fuzzed,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
    ],
    swiftLanguageModes: [.v6]
)
