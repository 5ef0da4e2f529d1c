import SisyphusCore
import TestSupport
import Testing

@testable import SisyphusViews

struct LogTests {
    @Test func `A line of the usual format is taken apart`() {
        let entry = LoggedLine(
            #"[2026-11-23 17:45:29.768481]=[t+1 day, 2:03:04.000005] :: child 7 :: import a \x3e\x3e b (1/2) :: {xml}{error} >> x >> y :: {z}"#)
        #expect(entry.time == "2026-11-23 17:45:29.768481" && entry.elapsed == 93_784_000_005)
        #expect(entry.tasks == ["child 7", #"import a \x3e\x3e b (1/2)"#] && entry.tags == ["xml", "error"] && entry.text == "x >> y :: {z}")
        let plain = LoggedLine("[2026-11-23 17:45:29.768481]=[t+0:00:00.000000] >> ")
        #expect(plain.tasks.isEmpty && plain.tags.isEmpty && plain.text.isEmpty && plain.elapsed == 0)
    }

    @Test(arguments: ["", "[x] >> y", "[a]=[t+ >> b", "{\"text\":1}", "{", "plain", "[a]=[t+0] b >> c", "[a] :: b]=[t+c] >> d"])
    func `Other lines are all text`(line: String) {
        #expect(LoggedLine(line) == LoggedLine("") || LoggedLine(line).text == line && LoggedLine(line).time == nil)
    }

    @Test func `Lines that the log writes are taken apart as they were written`() {
        var chance = Chance(1)
        let pieces = [" >> ", " :: ", "{", "}", "]=[t+", "[", "a", " ", "Ä", "\\"]
        for _ in 0..<500 {
            let journal = Journal(JournalSettings())
            let output = RenderedOutput(format: .text)
            journal.add(output)
            let (name, line) = (chance.text(of: pieces, 0...8), chance.text(of: pieces, 0...8))
            let stamp = Stamp(time: Samples.now, elapsed: 1_500_000)
            var bytes = Array("@!task> {\"name\":".utf8) + JSONValue.string("n" + name).bytes + Array("}\n@xml> ".utf8) + Array(line.utf8)
            bytes.append(10)
            bytes.withUnsafeBytes { journal.consume($0, from: .stdout, at: stamp) }
            let entry = LoggedLine(String(decoding: output.pending.array.dropLast(), as: UTF8.self))
            #expect(entry.text == line && entry.tags == ["xml"] && entry.elapsed == 1_500_000, "\(name) \(line)")
        }
    }

    private static let names = ["2026-11-23 17-45-29_768481", "2026-11-23 17-46-29_768481", "2026-11-23 17-47-29_768481"].map { LogName($0 + ".sisyphuslog")! }

    private static func logs() -> [RunLog] {
        var records = [
            Samples.record(.failed, ago: 100), Samples.record(.uneventful, ago: 200), Samples.record(.successful, ago: 300), Samples.record(.failed, ago: 400),
        ]
        records[0].log = names[1].text
        records[2].log = names[0].text
        // Its log is not there any more.
        records[3].log = "2026-11-22 17-45-29_768481.sisyphuslog"
        var going = RunStateFile(id: "going")
        going.log = names[2].text
        var packed = names[0]
        packed.compression = .lzma
        return RunLog.all(records: records, going: going, names: [packed, names[1], names[2], LogName("2026-11-01 17-45-29_768481.sisyphuslog")!])
    }

    @Test func `Logs are listed newest first, those without a record last`() {
        #expect(LogTests.logs().map(\.id) == ["going", "id100", "id300", nil])
    }

    @Test(arguments: [
        ("current", ["going"]), ("last", ["id100"]), ("failed", ["id100"]), ("successful", ["id300"]), ("timeout", []), ("-1", ["id100"]), ("-2", ["id300"]),
        ("-9", []), ("id100", ["id100"]), ("goin", ["going"]), ("lost", []),
    ])
    func `A choice picks a run`(text: String, ids: [String]) throws {
        #expect(try #require(RunChoice(text)).pick(LogTests.logs()).map(\.id) == ids)
    }

    @Test func `A lost run is found by both of its words`() throws {
        var logs = LogTests.logs()
        logs[2].record?.kind = .lost
        logs[2].record?.status = .failed
        #expect(try #require(RunChoice("lost")).pick(logs).map(\.id) == ["id300"])
        #expect(LogView.heading(.init(project: "P", job: "j"), logs[2]) { $0 }.contains(" lost id300 "))
        logs.remove(at: 1)
        #expect(try #require(RunChoice("failed")).pick(logs).map(\.id) == ["id300"])
    }

    @Test(arguments: ["", "-", "-0", "-x", "bad id here", "abc"]) func `Nothing else is a choice`(text: String) { #expect(RunChoice(text) == nil) }
}
