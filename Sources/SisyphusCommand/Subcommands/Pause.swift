import SisyphusCore
import SisyphusOptions
import SisyphusReading
import SisyphusSupervisor
import SisyphusUnix
import SisyphusViews

extension Subcommand {
    static let pause = Subcommand(
        "pause", "Skip the starts of jobs for a while.", form: CommandLineForm(.pause, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus pause [OPTIONS] PROJECT/JOB…",
            summary: """
                Has the starts of jobs skipped (exit status 75, with a record) until a moment, or until sisyphus resume. Meanwhile health says that the \
                job is paused, which is healthy, and status shows who paused it and why. A run that goes on is left alone (sisyphus stop ends it); \
                a job that runs again and again waits. Times are those of the zone of whoever asks.
                """,
            notes: [View.patterns, ("Exit status", "0; 1 a file could not be written; " + View.statuses)])
    ) { subcommand, words throws(OptionError) in
        let request = try ViewRequest(steering: subcommand, words)
        let until = try request.question.momentToCome("until", now: request.now, local: request.moment)
        let view = try View(request)
        let pause = Pause(since: view.now, until: until, by: User.asked, reason: view.question.text("reason"))
        let isAll = view.question.isYes("all")
        let isDone = view.change(isAll: isAll) { directory, name throws(SystemError) in
            try SteeringFiles.write(pause, in: directory, isOfAll: isAll)
            return "\(name) paused \(pause.text(local: view.local))"
        }
        view.leave(isDone ? 0 : 1)
    }

    static let resume = Subcommand(
        "resume", "End the pause of jobs.", form: CommandLineForm(.resume, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus resume [OPTIONS] PROJECT/JOB…",
            summary: "Ends what sisyphus pause began: the next start of the job is a run again.",
            notes: [View.patterns, ("Exit status", "0; 1 a file could not be removed; " + View.statuses)])
    ) { subcommand, words throws(OptionError) in
        let view = try View(ViewRequest(steering: subcommand, words))
        let isAll = view.question.isYes("all")
        let isDone = view.change(isAll: isAll) { directory, name throws(SystemError) in
            let pause = SteeringFiles.writtenPause(in: directory, isOfAll: isAll)
            try SteeringFiles.write(nil, in: directory, isOfAll: isAll)
            guard let pause, !pause.isOver(at: view.now) else { return "\(name) not paused" }
            return "\(name) resumed, paused since \(view.local(pause.since).textWithZone)"
        }
        view.leave(isDone ? 0 : 1)
    }

    static let ack = Subcommand(
        "ack", "Say that a job's failure is known.", form: CommandLineForm(.ack, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus ack [OPTIONS] PROJECT/JOB…",
            summary: """
                Silences the reminders of the failure that the last run of a job ended with (--tell-remind, --tell-on every), until the job fails in \
                another way or works again; the recovery is told. health goes on to say that the job fails; status shows who knows.
                """,
            notes: [View.patterns, ("Exit status", "0; 1 the last run of a job did not fail, or a file could not be written; " + View.statuses)])
    ) { subcommand, words throws(OptionError) in
        var view = try View(ViewRequest(steering: subcommand, words))
        var isFailed = false
        for place in view.reader.places {
            guard let last = view.reader.overview(place, now: view.now)?.tail.last?.record, !last.isGood else {
                view.fail("the last run of \(place) did not fail")
                isFailed = true
                continue
            }
            do throws(SystemError) {
                try SteeringFiles.acknowledge(last, at: view.now, by: User.asked, in: view.reader.directory(place))
                view.say("\(place): nobody is reminded of \"\(last.reason ?? "")\"")
            } catch {
                view.fail("\(error)")
                isFailed = true
            }
        }
        view.leave(isFailed ? 1 : 0)
    }
}

extension View {
    func say(_ sentence: String) { StandardStream.output.write("\(sentence)\n") }
    func fail(_ sentence: String) { ProgramExit.complain(sentence, subcommand: subcommand.name) }

    /// Each job that was named, unless it is gone.
    func each(_ body: (JobOverview.Place, Directory) -> Void) {
        for place in reader.places {
            do throws(SystemError) { body(place, try reader.directory(place)) } catch { if !error.isMissing { fail("\(error)") } }
        }
    }

    /// Changes a file of each job that was named, or that of all jobs, and says what became of it.
    ///
    /// - Parameter body: gets the directory, and whom the sentence is to be about, with its verb.
    /// - Returns: whether all went well.
    fileprivate func change(isAll: Bool, _ body: (Directory, String) throws(SystemError) -> String) -> Bool {
        var isDone = true
        func attempt(_ name: String, _ open: () throws(SystemError) -> Directory) {
            do throws(SystemError) { say(try body(open(), name)) } catch {
                fail("\(error)")
                isDone = false
            }
        }
        if isAll {
            attempt("all jobs in \(base) are") { () throws(SystemError) in try Directory.open(base, createMode: nil) }
        } else {
            for place in reader.places { attempt("\(place) is") { () throws(SystemError) in try reader.directory(place) } }
        }
        return isDone
    }
}

extension User {
    /// Who asks: with sudo(8) the user who called it, and as whom.
    fileprivate static var asked: String {
        let name = name() ?? String(effectiveID)
        return Environment.value(of: "SUDO_USER").map { $0 == name ? name : "\($0) as \(name)" } ?? name
    }
}
