import SisyphusCore

/// How the options of channels are written.
extension OptionRow {
    static func notify(_ name: String, _ metavar: String, default standard: String? = nil, _ kind: OptionKind, help: String) -> OptionRow {
        OptionRow(name, metavar, default: standard, in: .notifications, kind, help: help)
    }

    /// `--no-…`, which switches a channel off for a job.
    static func off(_ name: String, _ help: String, _ set: @escaping OptionKind.Setter<Bool>) -> OptionRow {
        OptionRow(name, "[yes|no]", default: "no", in: .notifications, .flag(set), help: help)
    }

    /// A text that a template can replace.
    static func template(_ kind: MessageTemplates.Kind, _ help: String) -> OptionRow {
        notify(
            kind.rawValue, "TEMPLATE",
            .text(accepts: "an UL4 template, or file:PATH with one") { settings, text in
                guard !text.isEmpty, text != "file:" else { return "it is empty" }
                if !text.hasPrefix("file:"), let flaw = TemplateSource.flaw(of: text, kind.rawValue) { return flaw }
                settings.notify.templates[kind.rawValue] = text
                return nil
            }, help: help)
    }
}

extension String {
    /// Whether it holds neither control characters nor line ends.
    var isPlain: Bool { unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) && !(0x2028...0x2029).contains($0.value) } }
}
