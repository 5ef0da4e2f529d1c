import SisyphusCore
import SisyphusCrontab
import SisyphusOptions
import SisyphusSchedule

/// A machine that has everything.
private struct AnyMachine: CrontabSurroundings {
    var takesMail: Bool { true }
    func hasProgram(_ name: String, in path: [String]) -> Bool { true }
    func hasUser(_ name: String) -> Bool { true }
    func zone(_ name: String) -> ZoneRules? { ZoneRules(rule: name) }
    func refusal(of comment: CommentOptions) -> String? { nil }
}

/// The first byte chooses the kind of crontab, the rest is its text, which is also taken for a schedule, one that was kept, a timer's properties and a zone's file.
/// The fuzzer (`Fuzz/Sources/FuzzCrontabs`) and the test that replays its corpus share this.
///
/// - Returns: what did not hold.
func wrongs(readingCrontab input: [UInt8]) -> [String] {
    var wrong: [String] = []
    func hold(_ condition: Bool, _ what: String) {
        if !condition { wrong.append(what) }
    }
    guard let first = input.first else { return [] }
    let bytes = Array(input.dropFirst())
    let kind: Crontab.Kind = first & 1 == 0 ? .user : .system
    let crontab = Crontab(bytes, kind)
    let joined = Array(crontab.lines.map(\.bytes).joined(separator: [10])) + (crontab.endsWithNewline && !crontab.lines.isEmpty ? [10] : [])
    hold(joined == bytes, "bytes are lost")
    let check = CrontabCheck(crontab, AnyMachine(), zone: .utc, now: 1_790_000_000)
    hold(check.findings.allSatisfy { !$0.text.isEmpty && ($0.line ?? 1) > 0 && ($0.column ?? 1) > 0 }, "a finding says nothing")
    for way in [CrontabAdoption.Way.shell(path: "/x/sisyphus-sh"), .wrap(program: "/usr/bin/sisyphus")] {
        guard let adopted = try? CrontabAdoption.adopted(crontab, way), CrontabAdoption.released(crontab) == nil else { continue }
        hold(CrontabAdoption.released(Crontab(adopted, kind)) == bytes, "what was adopted is not released")
    }
    let index = CrontabIndex(fingerprint: "x", [("table", crontab)], user: "root")
    // What no name or zone can hold is replaced.
    hold(CrontabIndex(bytes: index.bytes)?.bytes == index.bytes, "the index is not read as it was written")
    let text = String(decoding: bytes, as: UTF8.self)
    if let schedule = try? JobSchedule(text) {
        hold((try? JobSchedule(schedule.text)) == schedule, "a schedule is not read as it was written")
        let next = schedule.next(after: 1_790_000_000, in: .utc)
        hold(next.map { $0 > 1_790_000_000 && schedule.previous(before: $0 + 1, in: .utc) == $0 } ?? true, "both directions differ")
    }
    if let kept = KeptSchedule(bytes: bytes) {
        hold(KeptSchedule(bytes: kept.bytes)?.bytes == kept.bytes, "a schedule is not kept as it was")
    }
    let unit = UnitProperties(text)
    hold(unit.delay >= 0 && unit.stopGrace ?? 1 > 0 && unit.schedule.map { (try? JobSchedule($0.text)) == $0 } ?? true, "a unit has what none has")
    _ = ZoneRules(name: "x", file: bytes)
    return wrong
}
