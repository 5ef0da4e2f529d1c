import SisyphusCore
import SisyphusSupervisor

/// The health of a job as its files tell it.
enum StandardHealth {
    /// - Returns: `nil`: healthy.
    static func answer(_ job: Job) async throws -> String? {
        do {
            var input = try HealthQuestion.input(job.settings, file: Starter.name(ofHealthFileOf: job))
            switch job.hasGivenHealthAge ? job.settings.maxhealthcheckage.map(HealthAge.within) : try await job.maxhealthcheckage() {
            case nil: input.maxAge = nil
            case .within(let duration): input.maxAge = duration
            case .since(let seconds): input.maxAge = .microseconds(input.now.microseconds - Timestamp(secondsSince1970: seconds).microseconds)
            }
            let verdict = HealthCheck.verdict(input)
            return verdict.isHealthy ? nil : verdict.message
        } catch let failure as StartFailure {
            return HealthText.line(failure.message)
        }
    }
}
