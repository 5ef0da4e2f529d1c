import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// `sisyphus format`: renders a template to try it out.
enum FormatVerb {
    static func perform(_ words: [String]) -> Never {
        var trial = TemplateTrial()
        do throws(OptionError) {
            let reading = try OptionTable.format.read(words, from: 2, for: .format)
            if let action = reading.action { Verb.format.perform(action) }
            if reading.commandStart < words.count {
                throw OptionError("\"\(words[reading.commandStart].shownInMessage)\" is no option; a template stands behind --template")
            }
            for assignment in reading.assignments { try assignment.check() }
            func value(_ name: String) -> String? { reading.assignments.last { $0.row.name == name }?.text }
            guard let template = value("template") else { throw OptionError("option --template is missing; accepted: an UL4 template, or file:PATH with one") }
            trial.template = content(template, of: "--template", largest: 1 << 20)
            trial.variables = value("variables").map { content($0, of: "--variables", largest: 16 << 20) }
            trial.whitespace = value("whitespace")?.lowercased()
        } catch {
            Ending.refuse(error, verb: Verb.format.rawValue)
        }
        trial.now = SystemClock.wall()
        switch trial.render() {
        case .output(let text):
            File.writeIgnoringErrors(1, Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
            Processes.exit(0)
        case .refused(let reason): refuse(reason)
        case .failed(let reason):
            File.writeIgnoringErrors(2, Array("sisyphus format: \(reason)\n".utf8))
            Processes.exit(1)
        }
    }

    private static func refuse(_ reason: String) -> Never { Ending.refuse(OptionError(reason), verb: "format") }

    /// The value itself, or what the file holds that `file:` names.
    /// - Parameter largest: of a template, what a run takes too.
    private static func content(_ value: String, of option: String, largest: Int) -> String {
        guard value.hasPrefix("file:") else { return value }
        let path = String(value.dropFirst(5))
        do throws(SystemError) {
            let fd = try File.open(path, File.readOnly | File.nonBlocking)
            defer { File.close(fd) }
            let bytes = try File.read(fd, upTo: largest + 1, at: 0, name: path)
            if bytes.count > largest { refuse("the file \(path) of \(option) is larger than \(largest) bytes") }
            guard let text = String(validating: bytes, as: UTF8.self) else { refuse("the file \(path) of \(option) is not UTF-8") }
            return text
        } catch {
            refuse("the file of \(option) cannot be read: \(error)")
        }
    }
}
