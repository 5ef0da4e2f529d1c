import SisyphusCore
import SisyphusNotify
import SisyphusOptions
import SisyphusTemplates
import SisyphusUnix

extension Subcommand {
    static let format = Subcommand(
        "format", "Render a template to try it out.", form: CommandLineForm(OptionTable.format, settings: [], operand: .none),
        help: HelpText(
            usage: "sisyphus format --template TEMPLATE [OPTIONS]",
            summary: """
                Renders an UL4 template (docs/ul4.md) to try it out. Without --variables it gets the variables that --formatlogline gives it, for a \
                log line of an example run.
                """,
            notes: [("Exit status", "0 rendered, 1 the template failed, 64 the template, its variables or an option is wrong.")])
    ) { subcommand, words throws(OptionError) in
        let reading = try subcommand.form.options.read(words, from: 2)
        if let action = reading.action { subcommand.perform(action) }
        if reading.commandStart < words.count {
            throw OptionError("\"\(words[reading.commandStart].shownInMessage)\" is no option; a template stands behind --template")
        }
        for assignment in reading.assignments { try assignment.check() }
        guard let template = reading.text(of: "template") else {
            throw OptionError("option --template is missing; accepted: an UL4 template, or file:PATH with one")
        }
        var trial = TemplateTrial()
        trial.template = try content(template, of: "--template", largest: 1 << 20)
        if let variables = reading.text(of: "variables") { trial.variables = try content(variables, of: "--variables", largest: 16 << 20) }
        trial.whitespace = reading.text(of: "whitespace")?.lowercased()
        trial.now = SystemClock.wall()
        switch trial.render() {
        case .output(let text): ProgramExit.finish(text.hasSuffix("\n") ? text : text + "\n")
        case .refused(let reason): throw OptionError(reason)
        case .failed(let reason): ProgramExit.fail(reason, 1, subcommand: subcommand.name)
        }
    }

    /// The value itself, or what the file holds that `file:` names.
    /// - Parameter largest: of a template, what a run takes too.
    private static func content(_ value: String, of option: String, largest: Int) throws(OptionError) -> String {
        guard value.hasPrefix("file:") else { return value }
        let path = String(value.dropFirst(5))
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try OpenFile.open(path, File.readOnly | File.nonBlocking).read(upTo: largest + 1, at: 0)
        } catch {
            throw OptionError("the file of \(option) cannot be read: \(error)")
        }
        if bytes.count > largest { throw OptionError("the file \(path) of \(option) is larger than \(largest) bytes") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw OptionError("the file \(path) of \(option) is not UTF-8") }
        return text
    }
}
