import SisyphusCore
import SisyphusSupervisor

/// The health of a job as its files tell it.
enum StandardHealth {
    /// - Returns: `nil`: healthy.
    static func answer(_ job: Job) -> String? {
        var settings = job.settings
        settings.maxhealthcheckage = job.maxhealthcheckage()
        do throws(StartFailure) {
            let verdict = HealthCheck.verdict(try HealthQuestion.input(settings))
            return verdict.isHealthy ? nil : verdict.message
        } catch {
            return HealthText.line(error.message)
        }
    }
}
