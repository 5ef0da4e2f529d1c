public import SisyphusCore
import SisyphusNotify
import SisyphusSchedule
import SisyphusUnix

/// Settings that can be used on this machine: the files, variables, groups and encodings that they name are there. What is found wrong is told with the
/// place that it was written in.
struct UsableSettings {
    private(set) var settings: RunSettings
    /// The template of `--formatlogline`.
    private(set) var lineFormat: String?

    /// - Throws: `StartFailure` 64 for a value that cannot be used. A channel that cannot be used is only switched off, unless `--strict-notify` is given.
    init(_ given: RunSettings) throws(StartFailure) {
        settings = given
        NotifyStart.takeVariables(&settings.notify)
        do throws(StartFailure) {
            if settings.notify != NotifySettings() { settings.notify = try NotifyStart.usable(settings.notify) }
            if let schedule = given.scheduling.schedule {
                settings.notify.expect(schedule, zone: ZoneFiles.zone(of: given.scheduling).name)
            }
            try Iconv.check(settings)
            lineFormat = try LineFormat.source(settings)
            settings = try LineFormat.withMessageTemplates(settings)
        } catch {
            throw error.located(in: given)
        }
    }
}

extension RunSettings {
    /// What holds where nobody says anything. Nobody is left to end process 1 of a container softly when it has gone: its job gets the time that container
    /// managers give.
    public static var standard: RunSettings {
        var settings = RunSettings()
        if Processes.ownID == 1 {
            settings.killGrace = .seconds(10)
            // What is written when the job has ended takes a moment too: 10 s before Docker and Podman kill a container, and 30 s before Kubernetes does.
            settings.managedKillGrace = .seconds(Environment.value(of: "KUBERNETES_SERVICE_HOST") == nil ? 8 : 28)
        }
        return settings
    }
}
