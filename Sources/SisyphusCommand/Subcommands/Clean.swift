import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import SisyphusReading
import SisyphusSupervisor
import SisyphusUnix
import SisyphusViews

extension Subcommand {
    static let clean = Subcommand(
        "clean", "Clean up old logs now, or forget jobs.", form: CommandLineForm(.clean, settings: [], operand: .jobs),
        help: HelpText(
            usage: "sisyphus clean [OPTIONS] [PROJECT/JOB…]",
            summary: """
                Does what each run does after its end: deletes and compresses old logs, by the options that the job was started with last, the \
                configuration, and the options given here, which are stronger. With --forget, removes what sisyphus has written for jobs that are no more. Only \
                files that sisyphus has named are touched.
                """,
            notes: [View.patterns, ("Exit status", "0; 1 something could not be done; " + View.statuses)])
    ) { subcommand, words throws(OptionError) in
        let request = try ViewRequest(subcommand, words)
        let forgets = request.question.isYes("forget")
        let (isDry, isSure) = (request.question.isYes("dry-run"), request.question.isYes("yes"))
        if forgets {
            if request.question.names.isEmpty { throw OptionError("--forget needs the names of jobs") }
            if !isDry, !isSure, !Terminal.isTerminal(0) { throw OptionError("--forget needs --yes where nobody can be asked") }
        }
        let view = try View(request)
        var isDone = true
        if forgets {
            for place in view.reader.places { isDone = view.forget(place, isDry: isDry, isSure: isSure) && isDone }
        } else {
            for place in view.reader.places { isDone = view.clean(place) && isDone }
        }
        view.leave(isDone ? 0 : 1)
    }
}

extension View {
    fileprivate func clean(_ place: JobOverview.Place) -> Bool {
        do {
            let job = try reader.directory(place)
            guard let settings = try settings(of: place, job) else {
                fail("\(place): how long its logs are kept is not known, since it has not run for long; say so (--keepfilelogs)")
                return false
            }
            let isDry = question.isYes("dry-run")
            var isDone = true
            CleaningRequest(job).clean(settings, now: now, isDry: isDry) { step in
                say("\(place): \(isDry ? "would do: " : "")\(step)")
            } complain: { trouble in
                isDone = false
                fail("\(place): \(trouble)")
            }
            return isDone
        } catch {
            fail("\(place): \(error)")
            return false
        }
    }

    /// As the last run had them; options given here are stronger.
    /// - Returns: `nil`: nobody says anything about old logs.
    private func settings(of place: JobOverview.Place, _ job: Directory) throws -> RunSettings? {
        let given = OptionTable.clean.only(.oldLogs).rows.compactMap { row in question.text(row.name).map { (row.name, $0) } }
        var settings = RunSettings()
        if let start = StartKeeping.read(in: job, complain: fail) {
            let words = start.words.map { String(decoding: $0, as: UTF8.self) }
            let reader = try SettingsReader(
                CommandLineForm(OptionTable.standard.about(.run), settings: .run, operand: .command), table: .standard, words: words, from: 2, base: .standard,
                environment: Environment.variables(withPrefix: "SISYPHUS_"))
            settings = try reader.settings(with: ConfigurationFiles.read(for: reader))
        } else if given.isEmpty {
            return nil
        }
        for (name, text) in given { try OptionTable.standard.apply(text, to: name, from: .commandLine("--\(name)"), settings: &settings) }
        return settings
    }

    fileprivate func forget(_ place: JobOverview.Place, isDry: Bool, isSure: Bool) -> Bool {
        do throws(SystemError) {
            let job = try reader.directory(place)
            let request = CleaningRequest(job)
            let (logs, bytes, refusal) = request.contents
            if let refusal {
                fail("\(place) stays: \(refusal)")
                return false
            }
            let what = "\(place) with \(grouped(logs)) \(logs == 1 ? "log" : "logs") of \(grouped(Int(bytes))) bytes"
            if isDry {
                say("would remove \(what)")
                return true
            }
            if !isSure {
                StandardStream.output.write("remove \(what)? [y/N] ")
                guard let answer = readLine()?.lowercased(), answer == "y" || answer == "yes" else { return true }
            }
            let left = try request.forget(from: Directory.open("\(base)/\(place.project)", createMode: nil), named: place.job)
            say("removed \(what)" + (left.isEmpty ? "" : "; what others have put there is left in \(job.path): \(left.joined(separator: ", "))"))
            return true
        } catch {
            fail("\(error)")
            return false
        }
    }
}
