import Foundation
import Glibc
import Testing

@testable import Sisyphus
@testable import SisyphusNotify

/// The built-in destinations, added to a job.
@Suite struct DestinationTests {
    /// A job sees all of them among its destinations.
    @Test func everyChannelThatLinesGoToIsADestination() {
        #expect(channelLoggers.map { $0.kind.name } == Channels.all.filter { $0.route != nil }.map { $0.name })
    }

    /// What they log goes nowhere: it would come back to them.
    @Test(arguments: [(["--fork", "yes"], " :: child N"), (["--fork", "no"], "")])
    func destinationsThatLogAreNotHeard(_ arguments: [String], _ task: String) throws {
        let run = try ProbeRun("talkative", arguments)
        #expect(run.status == 0)
        #expect(run.lines == ["\(task) >> said", "\(task) :: {sisyphus}{result}{ok} >> done"])
    }

    @Test(arguments: [["--fork", "yes"], ["--fork", "no"]])
    func addedDestinationsGetTheLog(_ arguments: [String]) throws {
        let directory = ProbeRun.makeBase()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let run = try ProbeRun("destinations", arguments, environment: ["PROBE_DIR": directory])
        #expect(run.status == 0)
        // What the log says, and what the job sees, agree.
        #expect(run.startLines[1].hasSuffix(".sisyphuslog, \(directory)/all.json, <stderr>, <warnings>"))
        let names = run.stdout.split(separator: "\n").map(String.init)
        #expect(names.first?.hasPrefix("FileLogger 2") == true)
        #expect(Array(names.dropFirst().filter { !$0.hasPrefix("LinkLogger") }) == ["FileLogger all.json", "StreamLogger <stderr>", "Warnings <warnings>"])
        #expect(names.filter { $0.hasPrefix("LinkLogger") }.count == 8)
        // Its own format, all lines.
        let json = try String(contentsOfFile: directory + "/all.json", encoding: .utf8).split(separator: "\n").map(String.init)
        let hot = try #require(json.first { $0.contains("\"hot\"") })
        let object = try #require(try JSONSerialization.jsonObject(with: Data(hot.utf8)) as? [String: Any])
        #expect(object["tags"] as? [String] == ["warning"])
        #expect(json.count == run.lines.count + run.startLines.count)
        // By a template; the last line is the result.
        #expect(run.stderr.hasSuffix("plain\nhot\ndone\n"))
        // Through a destination of the job's own.
        #expect(try String(contentsOfFile: directory + "/warnings.log", encoding: .utf8) == "hot!\n")
        // Links.
        let log = try FileManager.default.destinationOfSymbolicLink(atPath: run.directory + "/each")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: directory + "/last_good") == "\(run.directory)/\(log)")
        #expect(!run.files.contains("last_bad"))
    }

    @Test func filesAreAppendedTo() throws {
        let directory = ProbeRun.makeBase()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for _ in 0..<2 { _ = try ProbeRun("destinations", environment: ["PROBE_DIR": directory]) }
        #expect(try String(contentsOfFile: directory + "/warnings.log", encoding: .utf8) == "hot!\nhot!\n")
        let quiet = try ProbeRun("destinations", environment: ["PROBE_DIR": directory, "PROBE_NOTHING": "1"])
        #expect(quiet.files == ["current.sisyphushealth", "current.sisyphuslog"], "a link of the job's own to a log that was not kept is removed")
    }

    /// A FIFO in the place of a file: whoever reads it gets the log, and nobody waits for one that does not come.
    @Test(arguments: [true, false])
    func aFIFOHoldsUpNobody(isRead: Bool) throws {
        let directory = ProbeRun.makeBase()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/all.json"
        #expect(mkfifo(path, 0o600) == 0)
        let reader = isRead ? open(path, O_RDONLY | O_NONBLOCK) : -1
        let run = try ProbeRun("destinations", ["--stdout-patience", "0.1"], environment: ["PROBE_DIR": directory])
        #expect(run.status == 0)
        #expect(run.lines.last?.hasSuffix("{result}{ok} >> done") == true)
        guard isRead else { return }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let text = String(decoding: buffer[..<max(0, read(reader, &buffer, buffer.count))], as: UTF8.self)
        close(reader)
        #expect(text.split(separator: "\n").count == run.lines.count + run.startLines.count, "\(text)")
    }

    @Test func linesAloneGoToStandardOutputAndError() throws {
        let run = try ProbeRun("destinations", ["--log2stdout", "lines"], environment: ["PROBE_DIR": "/nowhere"])
        #expect(run.status == 0)
        #expect(run.stdout.contains("plain\nhot\n") && !run.stdout.contains(" >> "))
    }

    @Test func whatCannotBeWrittenIsToldAndDoesNotStopTheJob() throws {
        let run = try ProbeRun("destinations", environment: ["PROBE_DIR": "/nowhere"])
        #expect(run.status == 0)
        #expect(run.lines.contains { $0.contains("{sisyphus}{warning} >> cannot open the directory /nowhere") })
        #expect(run.lines.contains { $0.hasSuffix("{result}{ok} >> done") })
    }

    @Test func wrongDestinationsAreRefused() throws {
        for (environment, part) in [
            (["PROBE_CHANNEL": "x y"], "the parameter channel of MattermostLogger cannot be \"x y\": it is no channel id"),
            (["PROBE_CHANNEL": "x"], "--mattermost-url is missing"), (["PROBE_TO": "no body"], "the parameter to of EmailLogger cannot be \"no body\""),
            (["PROBE_DSN": "env:PROBE_MISSING"], "--sentry-dsn cannot be used"),
        ] {
            let run = try ProbeRun("channels", environment: environment)
            #expect(run.status == 64)
            #expect(run.stderr.contains(part), "\(run.stderr)")
            #expect(run.files == [])
        }
    }

    @Test func jobsKnowWhatTheyAre() throws {
        let forked = try ProbeRun("facts")
        #expect(forked.stdout == "start parent begun running log url\nfinish parent begun ended log url\n")
        #expect(forked.lines.first == " :: child N >> child begun true")
        let solo = try ProbeRun("facts", ["--fork", "no"])
        #expect(solo.stdout == "start solo begun running log url\nfinish solo begun ended log url\n")
        #expect(solo.lines.first?.hasPrefix(" >> solo begun ") == true)
    }
}
