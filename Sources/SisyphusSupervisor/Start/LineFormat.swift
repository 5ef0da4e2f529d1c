import SisyphusCore
import SisyphusUnix

/// The template of `--formatlogline`: read and judged before anything is started.
enum LineFormat {
    private static let largest = 1 << 20

    /// - Throws: `StartFailure` if the file cannot be read or the template is wrong (64).
    static func source(_ settings: RunSettings) throws(StartFailure) -> String? {
        guard let option = settings.formatlogline else { return nil }
        let source = option.hasPrefix("file:") ? try read(String(option.dropFirst(5))) : option
        _ = try template(source, TemplateFacts())
        return source
    }

    private static func read(_ path: String) throws(StartFailure) -> String {
        let bytes: [UInt8]
        do throws(SystemError) {
            let fd = try File.open(path, File.readOnly | File.nonBlocking)
            defer { File.close(fd) }
            bytes = try File.read(fd, upTo: largest + 1, at: 0, name: path)
        } catch {
            throw StartFailure("the template of --formatlogline cannot be read: \(error); the job was not started", ExitStatus.usage)
        }
        guard bytes.count <= largest else {
            throw StartFailure("the template of --formatlogline, \(path), is larger than \(largest) bytes; the job was not started", ExitStatus.usage)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw StartFailure("the template of --formatlogline, \(path), is not UTF-8; the job was not started", ExitStatus.usage)
        }
        return text
    }

    private static func template(_ source: String, _ facts: TemplateFacts) throws(StartFailure) -> LineTemplate {
        do throws(OptionError) {
            return try LineTemplate(source, facts: facts)
        } catch {
            throw StartFailure("--formatlogline: \(error); the job was not started", ExitStatus.usage)
        }
    }

    /// The template with what it may know about a run.
    static func template(_ context: JobContext, start: Timestamp) throws(StartFailure) -> LineTemplate? {
        guard let source = context.lineFormat else { return nil }
        let settings = context.settings
        var facts = TemplateFacts()
        facts.projectname = settings.projectname
        facts.jobname = settings.jobname
        facts.identifier = settings.identifier
        facts.maxtime = settings.maxtime
        facts.start = start
        facts.environment = Environment.value
        let host = HostFacts.read()
        facts.system = [
            ("host_name", host.name), ("host_ip", host.ip ?? ""), ("host_sysname", host.system), ("host_release", host.release), ("host_version", host.version),
            ("host_machine", host.machine), ("user_name", User.name() ?? String(User.effectiveID)), ("user_uid", String(User.effectiveID)),
            ("user_dir", User.homeDirectory() ?? ""), ("pid", String(Processes.ownID)), ("script_name", settings.command.first ?? ""),
        ]
        return try template(source, facts)
    }
}
