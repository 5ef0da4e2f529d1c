import Testing

@testable import SisyphusCore

struct ConditionTests {
    private static func read(_ text: String) throws(Refusal) -> [Condition] { try ValueParser.conditions.read(text) }

    @Test func `Built-in ones are told from commands`() throws {
        let all = "mounted:/srv/a b && online:[::1]:80 && ac-power && load<4.5 && free:/srv>10GiB && after:P/j.x"
        let found: [Condition] = [
            .mounted("/srv/a b"), .online(host: "::1", port: "80"), .acPower, .load(below: 450), .free("/srv", more: 10 << 30),
            .after(project: "P", job: "j.x"),
        ]
        #expect(try Self.read(all) == found)
        for condition in found where condition != found[1] { #expect(try Self.read(condition.description) == [condition]) }
        #expect(try Self.read("test -e /x && test -e /y") == [.command("test -e /x && test -e /y")] && Self.read("none") == [])
        #expect(ValueParser.conditions.write(found)?.hasPrefix("mounted:/srv/a b && online:::1:80 && ac-power") == true)
    }

    @Test(arguments: [
        "", " ", "mounted:srv", "online:80", "online:h:0", "online:h:http", "load<", "load<x", "free:/x", "free:x>1", "free:/x>1q", "after:P", "after:P/.x",
        "mounted:/x && test -e /y", "mounted:/x &&", "ac-power && ",
    ]) func `Others are refused`(_ text: String) { #expect(throws: Refusal.self) { try Self.read(text) } }

    @Test func `The end of a command is its answer`() {
        let ask = Condition.command("ask")
        #expect(ask.answer(.exited(0), firstLine: "x") == .holds && ask.answer(.exited(75), firstLine: "busy") == .fails("busy"))
        #expect(ask.answer(.exited(99), firstLine: "") == .fails("\"ask\" ended with status 99"))
        for (end, words) in [(WaitStatus.exited(127), "ended with status 127: no"), (.signalled(9), "was killed by SIGKILL: no")] {
            #expect(ask.answer(end, firstLine: "no") == .broken("the condition \"ask\" \(words)"))
        }
        #expect(ask.answer(nil, firstLine: "") == .broken("the condition \"ask\" did not answer within 10s and was ended"))
    }

    @Test func `Load`() {
        #expect(Condition.judge(loadBelow: 400, "3.99 5 6 1/2 3") == .holds)
        #expect(Condition.judge(loadBelow: 400, "4.00 0 0") == .fails("the load is 4.00, not less than 4"))
        #expect(Condition.judge(loadBelow: 450, "x") == .broken("the load of this machine is not known"))
    }

    @Test func `Power`() {
        #expect(Condition.judge(supplies: []) == .holds && Condition.judge(supplies: [("Battery", false)]) == .holds)
        #expect(Condition.judge(supplies: [("Battery", true), ("Mains", false)]) == .fails("the machine runs on battery"))
        #expect(Condition.judge(supplies: [("Mains", false), ("USB", true)]) == .holds)
    }

    @Test func `Mounts have their blanks escaped`() {
        let table = "22 1 0:1 / / rw - ext4 /dev/a rw\n23 22 0:2 / /srv/a\\040b rw - nfs s:/x rw\n"
        #expect(Condition.judge(mounted: "/srv/a b/", table) == .holds && Condition.judge(mounted: "/", table) == .holds)
        #expect(Condition.judge(mounted: "/srv/a", table) == .fails("nothing is mounted at /srv/a"))
    }

    @Test func `A job runs after another one`() {
        func record(_ status: Status, end: Int64) -> RunRecord {
            RunRecord(id: "r", start: Timestamp(microseconds: 0), end: Timestamp(microseconds: end), status: status)
        }
        func judge(_ last: RunRecord?, _ good: Int64?) -> Bool {
            Condition.judge(after: "P/o", last: last, lastGood: good.map { Timestamp(microseconds: $0) }) == .holds
        }
        #expect(judge(record(.successful, end: 5), nil) && judge(record(.uneventful, end: 5), 4))
        #expect(!judge(nil, nil) && !judge(record(.failed, end: 5), 4) && !judge(record(.successful, end: 5), 5))
    }

    @Test func `A share is steady for a job on a machine, and less than the whole`() {
        let place = JobPlace(project: "P", job: "j")
        let jitter = Jitter.steady(.seconds(600))
        let delays = (0..<200).map { jitter.delay(machine: "m\($0)", place, chance: 0) }
        #expect(delays.allSatisfy { (0..<600_000_000).contains($0) } && Set(delays).count > 190)
        #expect(jitter.delay(machine: "m0", place, chance: 9) == delays[0])
        #expect(jitter.delay(machine: "m0", JobPlace(project: "P", job: "k"), chance: 0) != delays[0])
        // It must be the same in every version.
        #expect(Jitter.steady(.seconds(600)).delay(machine: "0123456789abcdef0123456789abcdef", place, chance: 0) == 184_859_387)
        #expect(Jitter.random(.seconds(600)).delay(machine: "m0", place, chance: 1 << 63) == 300_000_000)
        let read = try? ["10m", "random=10m", "none", "0"].map { text in try ValueParser.jitter.read(text) }
        #expect(read == [.steady(.seconds(600)), .random(.seconds(600)), nil, nil])
    }

    @Test func `Who came first and lives goes first`() throws {
        let group = try #require(try ValueParser.group.read("disk=2"))
        #expect(group == RunGroup(name: "disk", size: 2) && group.description == "disk=2")
        #expect(throws: Refusal.self) { try ValueParser<RunGroup?>.group.read("disk=0") }
        #expect(throws: Refusal.self) { try ValueParser<RunGroup?>.group.read("a/b") }
        var queue = RunGroup.Queue()
        #expect(queue.admits(nil, to: group) && queue.next == 1)
        queue.tickets = [(3, false), (5, true), (4, true)]
        #expect(queue.next == 6 && queue.abandoned == [3])
        #expect(queue.admits(4, to: group) && !queue.admits(5, to: group) && !queue.admits(nil, to: group))
        queue.running = 2
        #expect(!queue.admits(4, to: group))
        queue.running = 1
        // Who names the group with fewer places waits until so few go on.
        #expect(!queue.admits(4, to: RunGroup(name: "disk")))
    }

    @Test func `The ends of runs are found from the end of the records`() {
        func record(_ status: Status?, _ kind: RunRecord.Kind = .run, end: Int64) -> [UInt8] {
            var record = RunRecord(id: "r", start: Timestamp(microseconds: 0), end: Timestamp(microseconds: end), status: status)
            (record.kind, record.elapsed) = (kind, 12_000_000)
            return record.jsonLine
        }
        let bytes = record(.uneventful, end: 1) + record(.failed, end: 2) + record(.failed, .lost, end: 3) + record(nil, .skip, end: 4)
        let ends = LastEnds(bytes)
        #expect(ends.previous == "lost" && ends.lastGood?.microseconds == 1 && ends.lastGoodTime == 12_000_000)
        let cut = LastEnds(Array(bytes.dropFirst(1)))
        #expect(cut.previous == "lost" && cut.lastGood == nil)
        #expect(LastEnds([]).previous == nil)
    }
}
