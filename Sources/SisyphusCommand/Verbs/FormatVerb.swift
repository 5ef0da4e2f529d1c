import SisyphusCore
import SisyphusUnix

/// `sisyphus format`: renders a template to try it out.
enum FormatVerb {
    static func perform(_ words: [String]) -> Never {
        var trial = TemplateTrial()
        var hasTemplate = false
        var rest = words.dropFirst(2)
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0]
            if name == "--help" || name == "-h" { Ending.finish(usage) }
            guard ["--template", "--variables", "--whitespace"].contains(name) else {
                refuse("there is no option \"\(word.shownInMessage)\"; accepted: --template, --variables, --whitespace, --help")
            }
            guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else { refuse("option \(name) needs a value") }
            switch name {
            case "--template":
                trial.template = content(value, of: name)
                hasTemplate = true
            case "--variables": trial.variables = content(value, of: name)
            default: trial.whitespace = value
            }
        }
        guard hasTemplate else { refuse("option --template is missing; accepted: an UL4 template, or file:PATH with one") }
        trial.now = Clock.wall()
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
    private static func content(_ value: String, of option: String) -> String {
        guard value.hasPrefix("file:") else { return value }
        let path = String(value.dropFirst(5))
        do throws(SystemError) {
            let fd = try File.open(path, File.readOnly | File.nonBlocking)
            defer { File.close(fd) }
            let bytes = try File.read(fd, upTo: 16 << 20, at: 0, name: path)
            guard let text = String(validating: bytes, as: UTF8.self) else { refuse("the file \(path) of \(option) is not UTF-8") }
            return text
        } catch {
            refuse("the file of \(option) cannot be read: \(error)")
        }
    }

    private static let usage = """
        Usage: sisyphus format --template TEMPLATE [--variables JSON] [--whitespace keep|strip|smart]

        Renders an UL4 template (docs/ul4.md) to try it out. Both values may be file:PATH. Without --variables the template gets the
        variables that --formatlogline gives it, for a log line of an example run. Exit status: 0; 1 the template failed; 64 the template,
        its variables or an option is wrong.

        """
}
