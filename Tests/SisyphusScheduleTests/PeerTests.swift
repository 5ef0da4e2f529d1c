import Foundation
import SisyphusSchedule
import SisyphusUnix
import Testing

/// Moments that cronsim, croniter and systemd-analyze say (Scripts/schedule-peers).
struct PeerTests {
    @Test func momentsAreThoseOfOthers() throws {
        let recorded = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/Moments.tsv").path
        let path = ProcessInfo.processInfo.environment["SISYPHUS_SCHEDULE_CASES"] ?? recorded
        var zones: [String: ZoneRules] = [:]
        var count = 0
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let row = line.split(separator: "\t").map(String.init)
            let zone = try zones[row[1]] ?? #require(ZoneFiles.zone(row[1]))
            zones[row[1]] = zone
            let schedule = try JobSchedule(row[0])
            let moment = try #require(Int64(row[2]))
            #expect(schedule.next(after: moment, in: zone).map(String.init) ?? "-" == row[3], "next of \(line)")
            if row[4] != "?" { #expect(schedule.previous(before: moment, in: zone).map(String.init) ?? "-" == row[4], "previous of \(line)") }
            // Both directions say the same: what is next is the last before what follows it.
            if let next = schedule.next(after: moment, in: zone) {
                #expect(schedule.previous(before: next + 1, in: zone) == next, "previous after \(line)")
                if let last = schedule.previous(before: next, in: zone) {
                    #expect(last <= moment && schedule.next(after: last, in: zone) == next, "gap in \(line)")
                }
            }
            count += 1
        }
        #expect(count > 500)
    }
}
