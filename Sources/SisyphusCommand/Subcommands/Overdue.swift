import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import SisyphusReading
import SisyphusSchedule
import SisyphusSupervisor
import SisyphusUnix

extension Subcommand {
    static let overdue = Subcommand(
        "overdue", "Find jobs that nobody started when they were due, and tell people.",
        form: CommandLineForm(.overdue, settings: [.run, .overdue], operand: .none),
        help: HelpText(
            usage: "sisyphus overdue [--tell] [OPTIONS]",
            summary: """
                Prints a line for each job with a schedule for whose last scheduled moment nothing was started. With --tell people are told instead, by \
                the policy that holds for failures: once, reminded, and told of the recovery by the next run that ends well. One line of a crontab \
                or one timer does so for all jobs: */5 * * * * sisyphus overdue --tell. Each job is told over the channels that environment, configuration and \
                this command line name for it.
                """,
            notes: [
                (
                    "Exit status",
                    "0 no job is overdue, with --tell: all was told; 1 some are, or something could not be told; 64 wrong options; 66 there are no jobs; 73 the base directory has no name."
                )
            ])
    ) { subcommand, words throws(OptionError) in
        let reader = try subcommand.reader(words)
        let configurations = try ConfigurationFiles.read(for: reader)
        let settings = try reader.settings(with: configurations)
        let scheduling = settings.scheduling
        let now = SystemClock.wall(utc: settings.utc)
        var troubles: [String] = []
        do throws(StartFailure) {
            let base = try Notifications.base(settings)
            let jobs = try subcommand.find(base, now: now, grace: scheduling.overdueGrace, troubles: &troubles)
            if !scheduling.tells {
                let overdue = jobs.compactMap { job in job.missed.map { "\(job.place.project)/\(job.place.directoryName): \(job.sentence($0))\n" } }
                for trouble in troubles { ProgramExit.complain(trouble, subcommand: subcommand.name) }
                ProgramExit.say(overdue.joined(), overdue.isEmpty ? 0 : 1)
            }
            hideSecrets(until: ProcessTitle.words.count)
            var told: [(job: OverdueJob, settings: RunSettings)] = []
            for job in jobs {
                do throws(OptionError) {
                    told.append((job, try subcommand.settings(of: job.place, words, configurations)))
                } catch {
                    troubles.append("\(job.place): \(error)")
                }
            }
            do throws(SystemError) { troubles += try OverdueAlerts.tell(told, base: base) ?? [] } catch { troubles.append("\(error)") }
        } catch {
            ProgramExit.fail(error, subcommand: subcommand.name)
        }
        for trouble in troubles { ProgramExit.complain(trouble, subcommand: subcommand.name) }
        ProgramExit.end(troubles.isEmpty ? 0 : 1)
    }

    private func find(_ path: String, now: Timestamp, grace: Duration?, troubles: inout [String]) throws(StartFailure) -> [OverdueJob] {
        var jobs: [OverdueJob] = []
        do throws(SystemError) {
            let base = try Directory.open(path, createMode: nil)
            for place in try JobReader(base: path, patterns: []).places {
                do throws(SystemError) {
                    if let job = try OverdueJob(project: place.project, directory: place.job, base: base, now: now, grace: grace) { jobs.append(job) }
                } catch {
                    if !error.isMissing { troubles.append("\(error)") }
                }
            }
        } catch {
            throw StartFailure(error.isMissing ? "there are no jobs: \(error)" : "\(error)", ExitStatus.noInput)
        }
        return jobs
    }

    /// What holds for a job, as far as this command line, the environment and the configuration say it.
    private func settings(of place: JobPlace, _ words: [String], _ configurations: [Configuration]) throws(OptionError) -> RunSettings {
        var reader = try reader(words)
        reader.take(project: place.project, job: place.job, identifier: place.identifier)
        let settings = try reader.settings(with: configurations)
        do throws(StartFailure) { return try Notifications.usable(settings) } catch { throw OptionError(error.message) }
    }
}

extension OptionTable {
    /// The options of `overdue`.
    fileprivate static var overdue: OptionTable {
        let table = OptionTable.standard.about([.run, .overdue])
        return table.without(
            table.rows.filter { row in
                ![.notifications, .general].contains(row.group) && !["basedir", "utc", "overdue-grace", "tell"].contains(row.name)
            }.map(\.name))
    }
}
