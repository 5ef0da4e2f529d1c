import SisyphusCore
import SisyphusSchedule
import SisyphusUnix

/// What systemd knows about the unit that this process belongs to.
enum SystemdUnit {
    /// The timer that started this process, with its schedule.
    ///
    /// - Returns: `nil`: no timer did, or nobody can know when it elapses.
    /// - Throws: when systemd does not answer, as while the machine is shut down.
    static func timer(since start: Timestamp) throws(SystemError) -> KeptSchedule? {
        guard isKnown else { return nil }
        var timer = Environment.value(of: "TRIGGER_UNIT")
        // systemd says which timer it was from version 252 on.
        if timer == nil, let service { timer = try show("TriggeredBy", of: service).values("TriggeredBy").first.map(String.init) }
        // Started by several, it is not known which one is late.
        guard let timer, timer.hasSuffix(".timer"), !timer.contains(" ") else { return nil }
        let properties = try show(UnitProperties.timer, of: timer)
        guard let schedule = properties.schedule else { return nil }
        var kept = KeptSchedule(schedule, zone: nil, source: timer, since: start)
        kept.delay = properties.delay
        return kept
    }

    /// Set in all processes of units; without it systemctl need not be asked.
    private static var isKnown: Bool { Environment.value(of: "INVOCATION_ID") != nil }

    private static func show(_ properties: String, of unit: String) throws(SystemError) -> UnitProperties {
        let answer = try Program.output(of: question(properties, of: unit))
        guard answer.status == 0 else { throw SystemError(operation: "ask systemd for", object: unit, errno: .connectionRefused) }
        return UnitProperties(String(decoding: answer.output, as: UTF8.self))
    }

    private static func question(_ properties: String, of unit: String) -> [String] {
        // Processes of a user's own units have this variable.
        let manager = Environment.value(of: "MANAGERPID") == nil ? [] : ["--user"]
        return ["systemctl"] + manager + ["show", "--property=" + properties, unit]
    }

    /// The service that this process belongs to, by its control group.
    private static var service: String? {
        guard let file = try? OpenFile.open("/proc/self/cgroup", File.readOnly), let bytes = try? file.read(upTo: 64 << 10, at: 0) else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").lazy
            .compactMap { $0.split(separator: "/").last }.first { $0.hasSuffix(".service") }.map(String.init)
    }

    /// How long this service may take to end (`--kill-grace auto`), asked for while the job runs: no job waits for the answer.
    final class StopQuestion {
        private let program: Program
        private let output: Int32
        private var isAnswered = false

        /// The child of this process that is no part of the job.
        var pid: Int32 { program.pid }

        /// - Returns: `nil`: there is no such service, or nobody can be asked.
        init?() {
            guard SystemdUnit.isKnown, let service = SystemdUnit.service, let output = try? MemoryFile.make(name: "systemctl") else { return nil }
            let words = SystemdUnit.question(UnitProperties.stop, of: service)
            guard let program = try? Program(words[0], ArgumentVector(words), environment: .inherited(without: "SISYPHUS_"), input: output, output: output)
            else {
                File.close(output)
                return nil
            }
            (self.program, self.output) = (program, output)
        }

        deinit {
            program.end()
            File.close(output)
        }

        /// The time between the signals, in microseconds; once. To be called when a child has ended.
        func answer() -> Int64? {
            program.wakeIfStopped()
            guard !isAnswered, program.poll() == 0 else { return nil }
            isAnswered = true
            return UnitProperties(String(decoding: MemoryFile.content(of: output), as: UTF8.self)).stopGrace
        }
    }
}
