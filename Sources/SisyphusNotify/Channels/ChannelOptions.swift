import SisyphusCore
import SisyphusTemplates

/// How the options of channels are written.
extension OptionRow {
    static func notify(_ name: String, _ value: @autoclosure @escaping @Sendable () -> OptionValue, help: String) -> OptionRow {
        OptionRow(name, in: .notifications, value(), help: help)
    }

    static func notify(
        _ name: String, _ metavar: String, default words: String? = nil, _ value: @autoclosure @escaping @Sendable () -> OptionValue, help: String
    ) -> OptionRow {
        OptionRow(name, metavar, default: words, in: .notifications, value(), help: help)
    }

    /// `--no-…`, which switches a channel off for a job.
    static func off(
        _ name: String, _ help: String, _ path: @autoclosure @escaping OptionValue.Path<Bool>,
        class property: @escaping @Sendable (ClassNotifySettings.Type) -> Bool
    ) -> OptionRow {
        OptionRow(name, in: .notifications, .setting(.off, path(), class: property), help: help)
    }

    /// A text that a template can replace.
    static func template(_ kind: MessageTemplates.Kind, _ help: String) -> OptionRow {
        notify(
            kind.rawValue, "TEMPLATE",
            .setting(
                .text(accepts: "an UL4 template, or file:PATH with one") { text in
                    guard !text.isEmpty, text != "file:" else { return "it is empty" }
                    if !text.hasPrefix("file:"), let flaw = TemplateSource.flaw(of: text, kind.rawValue) { return flaw }
                    return nil
                }, \.notify.templates[kind.rawValue], text: { (type: ClassNotifySettings.Type) in type.template(kind) }), help: help)
    }
}

extension String {
    /// Whether it holds neither control characters nor line ends.
    var isPlain: Bool { unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) && !(0x2028...0x2029).contains($0.value) } }
}
