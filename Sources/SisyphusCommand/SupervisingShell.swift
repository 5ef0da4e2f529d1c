import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import SisyphusSchedule
import SisyphusSupervisor
import SisyphusUnix

/// `sisyphus-sh`: this program under the name of a shell. cron starts the lines of a crontab by it (`SHELL=/usr/bin/sisyphus-sh`), and each becomes a
/// supervised job; whatever else a shell is asked for goes to the real one.
enum SupervisingShell {
    static let name = "sisyphus-sh"
    private static let usualShell = "/bin/sh"

    static func run(_ words: [String]) -> Never {
        var shell = Processes.realShell
        if !Program.isExecutable(shell) {
            ProgramExit.warn("SISYPHUS_SHELL is \(shell), which is no program that may be executed; \(usualShell) is started instead", program: name)
            shell = usualShell
        }
        guard Processes.mayBeCrontabLine, let text = words.count == 3 ? words[2] : textOfSystemdCron(words[1]) else { become(shell) }
        let line = ShellLine(text)
        // Supervision of the supervision would keep two logs of one run.
        guard !line.startsRun else { become(shell) }
        let umask = File.setUmask(0o077)
        _ = File.setUmask(umask)
        // Two names: that of the line, and another one if a job of that name is another line and runs just now.
        var taken: String?
        for _ in 0..<2 {
            do throws(OptionError) {
                let settings = try settings(text, line, [shell] + words.dropFirst(), name: taken.map { $0 + ShellLine.suffix(text) })
                if settings.proctitle { ProcessTitle.prepare() }
                do throws(StartFailure) {
                    ProgramExit.leave(try Supervisor.run(settings))
                } catch {
                    _ = File.setUmask(umask)
                    if error.isNameTaken, taken == nil {
                        taken = settings.jobname
                        continue
                    }
                    complain(error.message)
                }
            } catch {
                complain("\(error)")
            }
            break
        }
        become(shell)
    }

    /// systemd-cron writes a crontab's line into a file, and gives the shell its path.
    private static func textOfSystemdCron(_ path: String) -> String? {
        guard path.hasSuffix(".sh"), let bytes = try? OpenFile.open(path, File.readOnly | File.nonBlocking).read(upTo: 64 << 10, at: 0)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// No mistake of ours keeps a line of a crontab from being run.
    private static func complain(_ sentence: String) { ProgramExit.warn("\(sentence); the line is run without supervision", program: name) }

    private static func become(_ shell: String) -> Never {
        let error = Processes.become(shell, ArgumentVector([Array(shell.utf8)] + ProcessTitle.arguments.dropFirst()), setting: "SHELL", to: shell)
        ProgramExit.warn("\(error)", program: name)
        Processes.exit(error.isMissing ? ExitStatus.notFound : ExitStatus.notExecutable)
    }

    /// Those of `sisyphus run` with the options of the line's comment, and what is known of the crontab's line.
    /// - Parameter name: in place of the one that the command gives it.
    private static func settings(_ text: String, _ line: ShellLine, _ words: [String], name: String?) throws(OptionError) -> RunSettings {
        let comment = CommentOptions(line)
        let isNamed = comment?.name != nil || Environment.value(of: "SISYPHUS_JOBNAME")?.isEmpty == false
        let options = comment?.words ?? []
        let command = ["--"] + words
        let derived = name ?? ShellLine.jobName(text)
        var settings = try read(options + (isNamed ? [] : ["--jobname=" + derived]) + command)
        if let index = (try? Notifications.base(settings)).flatMap(CrontabLookup.kept) {
            let (known, entry) = index.job(for: text, derived: derived)
            // Other lines would have the same name.
            if !isNamed, name == nil, known != derived {
                settings = try read(options + ["--jobname=" + known] + command)
            }
            if settings.scheduling.schedule == nil, let entry, let schedule = entry.schedule.flatMap({ try? JobSchedule($0) }) {
                (settings.scheduling.schedule, settings.scheduling.zone, settings.scheduling.isFound) = (schedule, entry.zone, true)
            }
        }
        settings.jobnameIsDerived = !isNamed
        (settings.shellUse.line, settings.shellUse.shell) = (text, words[0])
        // The text is started byte for byte, as it stands in this program's own command line.
        settings.commandStart = 1
        return settings
    }

    private static func read(_ words: [String]) throws(OptionError) -> RunSettings {
        var base = RunSettings()
        // cron reads both streams from one pipe: only one pipe keeps their order.
        if StandardStream.sharesOutput { base.stderr = .merge }
        let settings = try read(words, base)
        return settings.shellUse.cronOutput == .failures ? try read(words, RunSettings()) : settings
    }

    private static func read(_ words: [String], _ base: RunSettings) throws(OptionError) -> RunSettings {
        let reader = try SettingsReader(
            CommandLineForm(OptionTable.standard.about(.run), settings: [.run, .shell], operand: .command), table: .standard, words: words, from: 0,
            base: base, environment: Environment.variables(withPrefix: "SISYPHUS_"))
        if reader.action != nil { throw OptionError("the comment of the line asks for help") }
        let configurations = try ConfigurationFiles.read(for: reader)
        let settings = try reader.settings(with: configurations)
        for warning in reader.warnings(with: configurations) { ProgramExit.warn(warning, program: name) }
        return settings
    }
}
