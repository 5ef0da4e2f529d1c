import SisyphusCore
import SisyphusCourier
import SisyphusNotify
import SisyphusOptions
import SisyphusSupervisor
import SisyphusUnix
import SisyphusViews

extension Subcommand {
    static let doctor = Subcommand(
        "doctor", "Check the installation and say how to mend it.",
        form: CommandLineForm(OptionTable.standard.only(.job, .general) + [.viewJSON], settings: .run, operand: .none),
        help: HelpText(
            usage: "sisyphus doctor [--projectname NAME] [--jobname NAME] [OPTIONS]",
            summary: """
                Looks at what runs need: the base directory, configuration files and who may read them, channels and whether their servers can be reached, \
                libcurl, the libraries that compress logs, cron's PATH, systemd, the control group and the clock. Each finding is ok, a note or wrong, and \
                says what to do about it. Nothing is changed and no message is sent.
                """,
            notes: [("Exit status", "0 nothing is wrong, 1 something is, 64 wrong options.")])
    ) { subcommand, words throws(OptionError) in
        let reader = try subcommand.reader(words)
        let checkup = Checkup(InstallationFacts.gathered(by: reader))
        ProgramExit.say(reader.isYes("json") ? checkup.json : checkup.text, checkup.isHealthy ? 0 : 1)
    }
}

extension InstallationFacts {
    /// Microseconds that a server has to take a connection.
    private static let patience: Int64 = 5_000_000

    fileprivate static func gathered(by reader: SettingsReader) -> InstallationFacts {
        var facts = InstallationFacts()
        facts.version = Entry.version
        facts.isRoot = User.effectiveID == 0
        facts.program = Processes.programPath
        if let path = facts.program, let slash = path.lastIndex(of: "/") { facts.hasShell = File.exists(path[...slash] + "sisyphus-sh") }
        let host = HostFacts.read()
        facts.kernel = host.release
        facts.curl = CourierProcess.curlVersion
        facts.codecs = RunSettings.Compression.allCases.map { ($0.rawValue, $0.libraryVersion) }
        facts.mailProgram = ["/usr/sbin/sendmail", "/usr/lib/sendmail"].first(where: File.exists)
        facts.hasSystemd = File.exists("/run/systemd/system")
        facts.findControlGroup()
        facts.isClockKept = SystemClock.isKeptRight
        facts.year = Int(SystemClock.wall(utc: true).rfc3339Seconds.prefix(4)) ?? 0
        facts.readSettings(reader)
        return facts
    }

    private mutating func findControlGroup() {
        guard File.exists("/sys/fs/cgroup/cgroup.controllers"), let bytes = try? OpenFile.open("/proc/self/cgroup", File.readOnly).read(upTo: 4096, at: 0)
        else { return }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("0::") }
        group = line.map { String($0.dropFirst(3)) }
        isGroupDelegated = group.map { File.isWritable("/sys/fs/cgroup\($0)/cgroup.procs") && File.isWritable("/sys/fs/cgroup\($0)") } ?? false
    }

    private mutating func readSettings(_ reader: SettingsReader) {
        var read: [Configuration] = []
        for path in ConfigurationFiles.paths(for: reader) {
            do throws(OptionError) {
                guard let configuration = try ConfigurationFiles.read(path, table: reader.table, isRequired: reader.configurationPath != nil) else { continue }
                read.append(configuration)
                configurations.append(Trial(path))
            } catch {
                configurations.append(Trial(path, "\(error)"))
            }
        }
        do throws(OptionError) {
            let settings = try reader.settings(with: read)
            warnings = reader.warnings(with: read)
            compression = settings.compressmode.rawValue
            look(at: settings)
            do throws(StartFailure) { try tryChannels(settings) } catch { throw OptionError(error.message) }
            try OptionTable.standard.check(settings)
        } catch {
            settings = "\(error)"
        }
    }

    /// Who may not do something, and whether anybody may.
    private static func text(_ refusal: Errno, _ what: String) -> String {
        refusal == .readOnlyFileSystem ? "nobody can \(what): the file system is read only" : "this user may not \(what)"
    }

    private mutating func look(at settings: RunSettings) {
        do throws(StartFailure) { basePath = try Notifications.base(settings) } catch {
            base = .unusable(error.message)
            return
        }
        guard let status = FileStatus.of(basePath) else {
            // The nearest directory above that there is has to take it.
            var parent = basePath[...]
            while !File.exists(String(parent)), let slash = parent.lastIndex(of: "/"), parent != "/" {
                parent = slash > parent.startIndex ? parent[..<slash] : "/"
            }
            let refusal = File.refusal(toWriteAt: String(parent))
            base = refusal.map { .unusable("\(basePath) is not there, and \(Self.text($0, "make it"))") } ?? .missing
            return
        }
        guard status.kind == .directory else { return base = .unusable("\(basePath) is no directory") }
        if let refusal = File.refusal(toWriteAt: basePath) { return base = .unusable(Self.text(refusal, "write in \(basePath)")) }
        base = .directory(
            owner: User.name(status.owner) ?? "user \(status.owner)", isOwn: status.owner == User.effectiveID, mode: status.mode,
            free: File.freeBytes(basePath))
    }

    private mutating func tryChannels(_ given: RunSettings) throws(StartFailure) {
        let settings = try Notifications.usable(given)
        var names: Set<String> = []
        for trial in Notifications.trials(settings) {
            names.insert(trial.channel)
            channels.append(Trial(trial.channel, trial.isGood ? nil : trial.text))
        }
        let deliveries = Notifications.test(settings)
        for name in deliveries.map(\.channel.shown) where names.insert(name).inserted { channels.append(Trial(name)) }
        // A proxy is asked instead of these servers.
        if ["https_proxy", "HTTPS_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].contains(where: { Environment.value(of: $0)?.isEmpty == false }) { return }
        for server in Set(deliveries.compactMap { $0.server { try? Secrets.read($0) } }).sorted(by: { "\($0)" < "\($1)" }) {
            servers.append(Trial("\(server)", Self.obstacle(to: server)))
        }
    }

    /// Why no connection comes about; `nil`: one does.
    private static func obstacle(to server: ServerAddress) -> String? {
        do throws(SystemError) {
            let words = try MemoryFile.make(name: "answer")
            defer { File.close(words) }
            let status = try Program.connecting(to: server.host, port: "\(server.port)", output: words).wait(upTo: patience)
            if status == 0 { return nil }
            let text = (try? OpenFile.open("/proc/self/fd/\(words)", File.readOnly).read(upTo: 1024, at: 0)) ?? []
            return status == nil || text.isEmpty ? "\(server) has not taken a connection for \(patience / 1_000_000) s" : String(decoding: text, as: UTF8.self)
        } catch {
            return "\(error)"
        }
    }
}
