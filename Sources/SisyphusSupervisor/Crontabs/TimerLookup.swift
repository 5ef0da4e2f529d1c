import SisyphusCore
import SisyphusSchedule
import SisyphusUnix

/// Asks systemd for the timer that started this process.
enum TimerLookup {
    /// - Returns: `nil`: no timer did, or nobody can know when it elapses.
    /// - Throws: when systemd does not answer, as while the machine is shut down.
    static func schedule(since start: Timestamp) throws(SystemError) -> KeptSchedule? {
        // Set in all processes of units; without it systemctl need not be asked.
        guard Environment.value(of: "INVOCATION_ID") != nil else { return nil }
        var timer = Environment.value(of: "TRIGGER_UNIT")
        // systemd says which timer it was from version 252 on.
        if timer == nil, let unit { timer = try show("TriggeredBy", of: unit).values("TriggeredBy").first.map(String.init) }
        // Started by several, it is not known which one is late.
        guard let timer, timer.hasSuffix(".timer"), !timer.contains(" ") else { return nil }
        let properties = try show(TimerProperties.asked, of: timer)
        guard let schedule = properties.schedule else { return nil }
        var kept = KeptSchedule(schedule, zone: nil, source: timer, since: start)
        kept.delay = properties.delay
        return kept
    }

    private static func show(_ properties: String, of unit: String) throws(SystemError) -> TimerProperties {
        // Processes of a user's own units have this variable.
        let manager = Environment.value(of: "MANAGERPID") == nil ? [] : ["--user"]
        let answer = try Program.output(of: ["systemctl"] + manager + ["show", "--property=" + properties, unit])
        guard answer.status == 0 else { throw SystemError(operation: "ask systemd for", object: unit, errno: .connectionRefused) }
        return TimerProperties(String(decoding: answer.output, as: UTF8.self))
    }

    /// The service that this process belongs to, by its control group.
    private static var unit: String? {
        guard let file = try? OpenFile.open("/proc/self/cgroup", File.readOnly), let bytes = try? file.read(upTo: 64 << 10, at: 0) else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").lazy
            .compactMap { $0.split(separator: "/").last }.first { $0.hasSuffix(".service") }.map(String.init)
    }
}
