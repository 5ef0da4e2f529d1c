import SisyphusCore
import SisyphusOptions
import SisyphusReading
import SisyphusSupervisor
import SisyphusUnix
import SisyphusViews

extension Subcommand {
    static let stop = Subcommand(
        "stop", "End runs that go on.", form: CommandLineForm(.stop, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus stop [OPTIONS] PROJECT/JOB…",
            summary: """
                Ends the runs of jobs as SIGTERM to their supervisors does: their processes are asked to end, and killed after the grace of the run \
                (--kill-grace). The outcome is interrupted. Waits until the runs have ended and says how, and how long that took. A job that runs \
                again and again (--repeat) is ended as a whole. Nothing is signalled that is not certainly the supervisor of the run.
                """,
            notes: [
                View.patterns,
                ("Exit status", "0 all have ended; 1 a job was not running (but see --if-running), or goes on; " + View.statuses),
            ])
    ) { subcommand, words throws(OptionError) in
        let view = try View(ViewRequest(steering: subcommand, words))
        let (isAll, isLenient) = (view.question.isYes("all"), view.question.isYes("if-running"))
        var requests: [(place: JobOverview.Place, request: StopRequest)] = []
        var isFailed = false
        // All are asked before the first is waited for.
        view.each { place, job in
            let (request, answer) = StopRequest.send(to: job)
            if let request { return requests.append((place, request)) }
            switch answer {
            case .notRunning where isAll, .elsewhere where isAll: return
            default: break
            }
            isFailed = view.tell(place, answer, isLenient: isLenient) || isFailed
        }
        if isAll, requests.isEmpty, !isFailed {
            isLenient ? view.say("no job is running") : view.fail("no job is running")
            isFailed = !isLenient
        }
        let limit = view.question.duration("timeout").flatMap { $0 == 0 ? nil : $0 }
        for (place, request) in requests {
            isFailed = view.tell(place, request.wait(limit: limit, hurries: view.question.isYes("kill")), isLenient: isLenient) || isFailed
        }
        view.leave(isFailed ? 1 : 0)
    }
}

extension View {
    /// - Returns: whether it is a failure.
    fileprivate func tell(_ place: JobOverview.Place, _ answer: StopRequest.Answer, isLenient: Bool) -> Bool {
        switch answer {
        case .ended(let record, let microseconds):
            let after = ShortText.duration(microseconds)
            guard let record else {
                say("\(place): ended after \(after)")
                return false
            }
            let reason = record.reason ?? "ended"
            say("\(place): \(reason), \(after) after the request; it had run for \(ShortText.duration(record.elapsed ?? 0))")
            return false
        case .notRunning:
            isLenient ? say("\(place) is not running") : fail("\(place) is not running")
            return !isLenient
        case .elsewhere(let sentence):
            isLenient ? say("\(place): \(sentence)") : fail("\(place): \(sentence)")
            return !isLenient
        case .refused(let why): fail("\(place): \(why)")
        case .goesOn(let pid): fail("\(place) goes on, its supervisor is process \(pid)")
        }
        return true
    }
}
