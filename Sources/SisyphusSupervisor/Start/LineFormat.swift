import SisyphusCore
import SisyphusNotify
import SisyphusTemplates
import SisyphusUnix

/// The templates of `--formatlogline` and of messages: read and judged before anything is started.
enum LineFormat {
    private static let largest = 1 << 20

    /// - Throws: `StartFailure` if the file cannot be read or the template is wrong (64).
    static func source(_ settings: RunSettings) throws(StartFailure) -> String? {
        guard let option = settings.formatlogline else { return nil }
        let source = option.hasPrefix("file:") ? try read(String(option.dropFirst(5)), "formatlogline") : option
        _ = try template(source, TemplateFacts())
        return source
    }

    private static func read(_ path: String, _ option: String) throws(StartFailure) -> String {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try OpenFile.open(path, File.readOnly | File.nonBlocking).read(upTo: largest + 1, at: 0)
        } catch {
            throw .refused("the template of --\(option) cannot be read: \(error)")
        }
        guard bytes.count <= largest else {
            throw .refused("the template of --\(option), \(path), is larger than \(largest) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .refused("the template of --\(option), \(path), is not UTF-8")
        }
        return text
    }

    static func template(_ source: String, _ facts: TemplateFacts) throws(StartFailure) -> LineTemplate {
        do throws(OptionError) {
            return try LineTemplate(source, facts: facts)
        } catch {
            throw .refused("--formatlogline: \(error)")
        }
    }

    /// The settings with the templates of messages in place of the files that hold them.
    /// - Throws: `StartFailure` if a file cannot be read or a template is wrong (64).
    static func withMessageTemplates(_ settings: RunSettings) throws(StartFailure) -> RunSettings {
        guard !settings.notify.templates.isEmpty else { return settings }
        var settings = settings
        for (option, value) in settings.notify.templates where value.hasPrefix("file:") {
            settings.notify.templates[option] = try read(String(value.dropFirst(5)), option)
        }
        do throws(OptionError) {
            _ = try MessageTemplates(settings.notify.templates, facts: TemplateFacts())
        } catch {
            throw .refused("\(error)")
        }
        return settings
    }

    /// The template with what it may know about a run.
    static func template(_ context: JobContext, start: Timestamp) throws(StartFailure) -> LineTemplate? {
        guard let source = context.lineFormat else { return nil }
        return try template(source, facts(context.settings, start: start))
    }

    /// What templates know about a run.
    static func facts(_ settings: RunSettings, start: Timestamp) -> TemplateFacts {
        var facts = TemplateFacts()
        facts.projectname = settings.projectname
        facts.jobname = settings.jobname
        facts.identifier = settings.identifier
        facts.maxtime = settings.maxtime
        facts.maxEmailErrors = settings.notify.email.maxEmailErrors
        facts.start = start
        facts.environment = Environment.value
        let host = HostFacts.read()
        let (home, script) = (User.homeDirectory() ?? "", settings.command.first ?? "")
        let isInHome = home.count > 1 && script.hasPrefix(home + "/")
        facts.system = [
            ("host_name", host.name), ("host_fqdn", host.name), ("host_nodename", host.name), ("host_ip", host.ip ?? ""), ("host_sysname", host.system),
            ("host_release", host.release), ("host_version", host.version), ("host_machine", host.machine),
            ("user_name", User.name() ?? String(User.effectiveID)), ("user_gecos", User.fullName() ?? ""), ("user_dir", home),
            ("user_shell", User.shell() ?? ""),
            ("script_name", script), ("short_script_name", isInHome ? "~" + String(decoding: script.utf8.dropFirst(home.utf8.count), as: UTF8.self) : script),
        ]
        facts.numbers = [("user_uid", Int(User.effectiveID)), ("user_gid", Int(User.groupID)), ("pid", Int(Processes.ownID))]
        return facts
    }
}
