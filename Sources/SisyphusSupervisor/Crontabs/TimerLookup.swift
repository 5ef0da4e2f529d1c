import SisyphusCore
import SisyphusSchedule
import SisyphusUnix

/// Asks systemd for the timer that started this process.
enum TimerLookup {
    /// - Returns: `nil`: no timer did, or nobody can know when it elapses.
    static func schedule(since start: Timestamp) -> KeptSchedule? {
        // Set in all processes of units; without it systemctl need not be asked.
        guard Environment.value(of: "INVOCATION_ID") != nil else { return nil }
        let own = unit
        let show = { (properties: String, unit: String) -> TimerProperties? in
            let words = ["systemctl"] + (own?.isUsers == true ? ["--user"] : []) + ["show", "--property=" + properties, unit]
            guard let answer = try? Program.output(of: words), answer.status == 0 else { return nil }
            return TimerProperties(String(decoding: answer.output, as: UTF8.self))
        }
        // From version 252 on systemd says which timer it was.
        let timer = Environment.value(of: "TRIGGER_UNIT") ?? own.flatMap { show("TriggeredBy", $0.name) }?.values("TriggeredBy").first.map(String.init)
        // Started by several, it is not known which one is late.
        guard let timer, timer.hasSuffix(".timer"), !timer.contains(" "), let properties = show(TimerProperties.asked, timer),
            let schedule = properties.schedule
        else { return nil }
        var kept = KeptSchedule(schedule, zone: nil, source: timer, since: start)
        kept.delay = properties.delay
        return kept
    }

    /// The service that this process belongs to, by its control group, and whether that is one of the user's own.
    private static var unit: (name: String, isUsers: Bool)? {
        guard let file = try? OpenFile.open("/proc/self/cgroup", File.readOnly), let bytes = try? file.read(upTo: 64 << 10, at: 0) else { return nil }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "/")
            if let unit = parts.last, unit.hasSuffix(".service") { return (String(unit), parts.contains { $0.hasPrefix("user@") } && !unit.hasPrefix("user@")) }
        }
        return nil
    }
}
