import SisyphusCore
import SisyphusSupervisor
import Testing

@testable import SisyphusOptions

struct NearestNameTests {
    @Test(arguments: [
        ("statsu", "; did you mean status?"), ("hisory", "; did you mean history?"), ("hist", "; names cannot be abbreviated, did you mean history?"),
        ("backup", ""), ("", ""), ("x", ""), ("STATUS", "; did you mean status?"),
    ])
    func `The name that is meant`(wrong: String, hint: String) {
        #expect(NearestName.hint(for: wrong, among: ["status", "history", "logs"]) == hint)
    }

    @Test func `An error says what is accepted and what is meant`() {
        #expect(NearestName.accepted(["status", "logs"], insteadOf: "lgos") == "; accepted: status, logs; did you mean logs?")
        #expect(NearestName.accepted(["status", "logs"], insteadOf: "") == "; accepted: status, logs")
    }

    /// Each kind of value that is a word, from each place that it may come from.
    @Test(arguments: [
        ("leftover", "kil", "kill"), ("log2stdout", "jurnal", "journal"), ("log2stdout", "ture", "true"), ("utc", "ys", "yes"), ("overlap", "wiat=5m", "wait"),
        ("syslog", "loacl3", "local3"), ("kill-signal", "SIGTREM", "TERM"), ("kill-signal", "hpu", "HUP"), ("compressmode", "BZIP1", "bzip2"),
    ])
    func `The value that is meant`(option: String, wrong: String, meant: String) throws {
        let end = "did you mean \(meant)?"
        for origin in [OptionSource.commandLine("--\(option)"), .environment("SISYPHUS_X"), .classProperty("x")] {
            var settings = RunSettings()
            let error = #expect(throws: OptionError.self) { try OptionTable.standard.apply(wrong, to: option, from: origin, settings: &settings) }
            #expect(error?.description.hasSuffix(end) == true, "\(error?.description ?? "")")
        }
    }

    @Test(arguments: [("utc", "x"), ("utc", "2"), ("leftover", ""), ("kill-signal", "77"), ("maxtime", "never")])
    func `Nothing is near`(option: String, wrong: String) {
        var settings = RunSettings()
        let error = #expect(throws: OptionError.self) { try OptionTable.standard.apply(wrong, to: option, from: .commandLine("--x"), settings: &settings) }
        #expect(error?.description.contains("did you mean") == false)
    }

    @Test func `A name is shown as it is to be written`() {
        #expect(NearestName.hint(for: "maxtim", among: ["maxtime"]) { "--\($0)" } == "; did you mean --maxtime?")
    }
}
