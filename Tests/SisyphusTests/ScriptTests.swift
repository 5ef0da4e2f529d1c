import Sisyphus
import Testing

/// The original's rules for delayed messages, texts, tags and results (docs/differences.md tells where we differ).
@Suite struct ScriptTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var script: String
        /// `nil`: no log is kept.
        var lines: [String]?
        var hasStartLines = true
        var status: Int32 = 0

        var testDescription: String { script }
    }

    static let table: [Row] = [
        Row(script: "delay;nil", lines: nil),
        Row(script: "delay;text", lines: ["{sisyphus}{result}{ok} >> text"], hasStartLines: false),
        Row(script: "text", lines: ["{sisyphus}{result}{ok} >> text"], hasStartLines: false),
        Row(script: "delay;log;delay;text", lines: [" >> delayed", " >> logged", " >> delayed", "{sisyphus}{result}{ok} >> text"]),
        Row(script: "log;nil", lines: nil),
        Row(
            script: "delay;throw",
            lines: [
                " >> delayed", "{sisyphus}{external}{exc} >> ValueError: thrown", "{sisyphus}{result}{fail} >> failed with ValueError: thrown",
            ], status: 1),
        Row(script: "delayerror;text", lines: ["{exc} >> ValueError: late", "{sisyphus}{result}{errors} >> text"]),
        Row(script: "empty;text", lines: ["{sisyphus}{result}{ok} >> text"]),
        Row(script: "blank;text", lines: ["{sisyphus}{result}{ok} >> text"]),
        Row(script: "error;text", lines: ["{exc} >> ValueError: bad", "{sisyphus}{result}{errors} >> text"]),
        Row(script: "exc;text", lines: ["{exc} >> an error, in words", "{sisyphus}{result}{errors} >> text"]),
        Row(script: "error;nil", lines: ["{exc} >> ValueError: bad", "{sisyphus}{result}{errors} >> finished without a result"]),
        Row(script: "catch;text", lines: ["{sisyphus}{result}{ok} >> text"], hasStartLines: false),
        Row(script: "lines;text", lines: [" >>   first ", " >> ", " >> \tthird", " >> fourth", " >> fifth", "{sisyphus}{result}{ok} >> text"]),
        Row(script: "tags;text", lines: ["{with space}{\\x7bbrace\\x7d}{ünï} >> any text is a tag", "{sisyphus}{result}{ok} >> text"]),
        Row(script: "reserved;text", lines: ["{result} >> not the supervisor's", "{sisyphus}{result}{ok} >> text"]),
        Row(script: "nothing;text", lines: [" >> nil", "{sisyphus}{result}{ok} >> text"]),
        Row(script: "log;emptytext", lines: [" >> logged"]),
        Row(
            script: "multiline",
            lines: [
                "{sisyphus}{external}{exc} >> ValueError: one", "{sisyphus}{external}{exc} >> two",
                "{sisyphus}{result}{fail} >> failed with ValueError: one", "{sisyphus}{result}{fail} >> two",
            ], status: 1),
    ]

    @Test(arguments: table)
    func writesWhatTheTableSays(_ row: Row) throws {
        let run = try ProbeRun("script", environment: ["PROBE_SCRIPT": row.script])
        #expect(run.status == row.status)
        #expect(run.files.contains("LOG") == (row.lines != nil))
        #expect(run.lines.map { $0.replacing(" :: child N", with: "").replacing(" :: {", with: "{") } == row.lines ?? [])
        if row.lines != nil { #expect(run.startLines.isEmpty == !row.hasStartLines) }
        #expect((run.health == "") == (row.status == 0))
    }

    @Test func linesStayLines() throws {
        let run = try ProbeRun("script", environment: ["PROBE_SCRIPT": "newline;text"])
        #expect(
            run.lines == [
                " :: child N :: a\\x0ab c \\x3a: d :: {x\\x0ay} >> in one line", " :: child N :: {sisyphus}{result}{ok} >> text",
            ])
    }

    @Test func numbersOfAJobAreInItsRecord() throws {
        for fork in ["yes", "no"] {
            let run = try ProbeRun("script", ["--fork", fork], environment: ["PROBE_SCRIPT": "metric;text"])
            #expect(run.content("runs.jsonl")?.contains(#""metrics":{"rows":{"value":12,"unit":"files"}}"#) == true, "--fork \(fork)")
        }
    }

    @Test func statusesAreTheOriginals() {
        #expect(Status.allCases.map(\.rawValue) == [0, 1, 2, 3, 4])
        #expect(Status.allCases.map { "\($0)" } == ["uneventful", "successful", "failed", "interrupted", "timeout"])
        #expect(JobProcess.allCases.map(\.rawValue) == ["solo", "parent", "child"])
    }
}
