import TestSupport
import Testing

@testable import SisyphusCore
@testable import SisyphusTemplates

/// `--formatlogline`
@Suite struct LineTemplateTests {
    private static func template(_ source: String, _ change: (inout TemplateFacts) -> Void = { _ in }) throws -> LineTemplate {
        var facts = TemplateFacts()
        change(&facts)
        return try LineTemplate(source, facts: facts)
    }

    private static func log(_ template: LineTemplate, _ text: String) -> String {
        let journal = Journal(JournalSettings())
        let output = RenderedOutput(format: .text, formatter: template)
        journal.add(output)
        let stamp = Stamp(time: Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 3600), elapsed: 5041)
        Array(text.utf8).withUnsafeBytes { journal.consume($0, from: .stdout, at: stamp) }
        journal.end(of: .stdout, at: stamp)
        return String(decoding: output.pending.bytes, as: UTF8.self)
    }

    /// The native format is what its own template says, for ten thousand lines of all kinds.
    @Test func theDefaultFormatEqualsItsTemplate() throws {
        var chance = Chance(7)
        let journal = Journal(JournalSettings())
        let native = RenderedOutput(format: .text)
        let templated = RenderedOutput(format: .text, formatter: try LineTemplateTests.template(LineTemplate.standard))
        journal.add(native)
        journal.add(templated)
        journal.childStarted(pid: 4711)
        var stamp = Stamp(time: Timestamp(microseconds: 0), elapsed: 0)
        let lines = [
            "plain", "", "  blanks  ", "@xml> tagged", "@xml,warning> twice", "@external> for people", "@> @xml> plain", "@+> more", "<&> \"ä€😀\"",
            "\u{1b}[31mred",
            "@!task> [3/9] import customers.csv", "@!task> alone", "@!task> {\"type\":\"a :: b >> c\",\"name\":\"{x}\"}", "@!endtask>",
            "@!exception> ValueError: bad",
            "@!task> [1] \(String(repeating: "long", count: 80)) name", "tab\there", "@delay> later",
        ]
        for _ in 0..<10_000 {
            stamp.time.microseconds = Int64(chance.below(4_000_000_000)) * 1_000_000 + (chance.below(4) == 0 ? 0 : Int64(chance.below(1_000_000)))
            stamp.time.utcOffset = [0, 3600, -12_600][chance.below(3)]
            stamp.elapsed = [Int64(chance.below(100_000_000)), Int64(chance.below(1 << 40)), 86_400_000_000, 0][chance.below(4)]
            if chance.below(8) == 0 {
                journal.log("own words", tags: ["sisyphus", "info"], as: .parent, at: stamp)
            } else {
                let bytes = chance.below(50) == 0 ? [0xFF, 0x41, 0x0A] : Array((chance.pick(lines) + "\n").utf8)
                bytes.withUnsafeBytes { journal.consume($0, from: chance.below(3) == 0 ? .stderr : .stdout, at: stamp) }
            }
        }
        journal.openGate(at: stamp)
        let expected = String(decoding: native.pending.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let given = String(decoding: templated.pending.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(expected.count > 7000)
        #expect(given.count == expected.count)
        for (expected, given) in zip(expected, given) where expected != given {
            Issue.record("\(expected)\n\(given)")
            break
        }
    }

    @Test func seesTheRun() throws {
        let template = try LineTemplateTests.template(
            "<?print job.projectname?>/<?print job.jobname?> <?print repr(job.maxtime)?> <?print starttime?> <?print sysinfo.host_name?> <?print env('HOME')?><?print env('SISYPHUS_SMTPPASSWORD')?> <?print repr(line)?>"
        ) {
            $0.projectname = "ACME"
            $0.jobname = "fetch"
            $0.maxtime = .seconds(90)
            $0.start = Timestamp(microseconds: 0, utcOffset: 3600)
            $0.system = [("host_name", "www")]
            $0.environment = { _ in "secret" }
        }
        #expect(LineTemplateTests.log(template, "x'y\n") == "ACME/fetch timedelta(seconds=90) 1970-01-01 01:00 www secret \"x'y\"\n")
    }

    @Test func seesTasksAndTags() throws {
        let template = try LineTemplateTests.template("<?for t in tasks?><?print [t.type, t.name, t.index, t.count]?><?end for?><?print tags?><?print line?>")
        #expect(LineTemplateTests.log(template, "@!task> [3/9] import a.csv\n@xml> bad\n") == "['import', 'a.csv', 2, 9]['xml']bad\n")
    }

    @Test func aWrongTemplateIsRefusedWithItsPlace() {
        let error = #expect(throws: OptionError.self) { try LineTemplateTests.template("<?print line?>\n<?if?>") }
        #expect(error?.description == "the template is wrong: line 2, column 1, <?if?>: ValueError: expression required")
    }

    @Test func aTemplateThatFailsIsGivenUpWithOneWarning() throws {
        let template = try LineTemplateTests.template("<?if line == 'bad'?><?print 1/0?><?end if?>T <?print line?>")
        let lines = LineTemplateTests.log(template, "a\n@xml> bad\nb\nbad\n").split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines.first == "T a")
        #expect(lines.dropFirst().first?.hasSuffix(":: {xml} >> bad") == true)
        #expect(lines.filter { $0.contains("--formatlogline failed") }.count == 1)
        #expect(lines.filter { $0.contains("ZeroDivisionError: division by zero") && $0.contains("{sisyphus}{warning}") }.count == 1)
        #expect(lines.last?.hasSuffix(" >> bad") == true)
    }

    @Test(arguments: ["<?while True?><?end while?>", "<?def f?><?render f()?><?end def?><?render f()?>"])
    func aRunawayTemplateIsGivenUp(_ source: String) throws {
        let lines = LineTemplateTests.log(try LineTemplateTests.template(source), "a\nb\n").split(separator: "\n")
        #expect(lines.count == 3)
    }

    /// The names that the original gives: it has no `elapsed`, which such a template need not know of.
    @Test func aTemplateWithASignatureGetsWhatItTakes() throws {
        let template = try LineTemplateTests.template("<?ul4 line(time, tags, tasks, line, job, sysinfo, env)?><?print line?><?print tags?>")
        #expect(LineTemplateTests.log(template, "@xml> bad\n") == "bad['xml']\n")
    }

    /// Lines that are read at once share what the template makes of time, tasks and tags: each must have its own.
    @Test func everyLineHasItsOwnTagsAndTime() throws {
        let template = try LineTemplateTests.template(
            "<?print time?> <?print now() == time?> <?for tag in tags?>{<?print tag?>}<?end for?><?for t in tasks?><?print t?><?end for?> <?print line?>")
        let journal = Journal(JournalSettings())
        let output = RenderedOutput(format: .text, formatter: template)
        journal.add(output)
        for second in 0..<2 {
            let stamp = Stamp(time: Timestamp(microseconds: Int64(second) * 1_000_000), elapsed: 0)
            Array("a\nb\n@x> c\n@y> d\n@!task> t\ne\n@!endtask>\n".utf8).withUnsafeBytes { journal.consume($0, from: .stdout, at: stamp) }
        }
        let times = ["1970-01-01 00:00", "1970-01-01 00:00:01"]
        #expect(
            String(decoding: output.pending.bytes, as: UTF8.self)
                == times.map { "\($0) True  a\n\($0) True  b\n\($0) True {x} c\n\($0) True {y} d\n\($0) True t e\n" }.joined())
    }

    /// What a template does to the lists of one line is gone at the next.
    @Test func listsAreThoseOfTheLine() throws {
        let template = try LineTemplateTests.template("<?code tags.append('q')?><?print tags?><?print line?>")
        #expect(LineTemplateTests.log(template, "@x> a\n@x> b\n") == "['x', 'q']a\n['x', 'q']b\n")
    }

    @Test func triesTemplatesOut() throws {
        var trial = TemplateTrial()
        trial.template = "<?print x + 1?>"
        trial.variables = "{\"x\": 41}"
        guard case .output("42") = trial.render() else { return #expect(Bool(false), "42 is expected") }
        trial.variables = "[1"
        guard case .refused = trial.render() else { return #expect(Bool(false), "wrong variables are refused") }
        trial.variables = nil
        guard case .failed = trial.render() else { return #expect(Bool(false), "there is no x in a log line") }
        trial.template = LineTemplate.standard
        guard case .output(let line) = trial.render() else { return #expect(Bool(false), "the default format is a template") }
        #expect(
            line == "[1970-01-01 00:00:00.000000]=[t+0:00:02.345678] :: child 4711 :: [3/9] import customers.csv :: {xml}{warning} >> can't parse customers.xml"
        )
    }
}
