import SisyphusCore
import SisyphusNotify

/// What the help shows as the defaults of options: what the job itself says, where that is something else than usual.
enum DefaultText {
    /// The options as the help of a job is to show them.
    static func rows(_ rows: [OptionRow], of settings: RunSettings) -> [OptionRow] {
        rows.map { row in
            let help = row.name == "jobname" ? "The name of the job. Without it, that of its class." : row.help
            return row.showing(help, default: row.kind.isSecret ? nil : text(row, settings) ?? row.standard)
        }
    }

    /// Names of properties that are not those of their options.
    private static let properties = ["notify-timeout": "timeout"]

    /// - Returns: `nil`: as usual.
    private static func text(_ row: OptionRow, _ settings: RunSettings) -> String? {
        switch row.kind {
        case .flag: return word(row, ["yes", "no"], settings)
        case .automatic: return word(row, ["auto", "yes", "no"], settings)
        case .choice(let words, _): return word(row, words, settings)
        default: break
        }
        if let template = settings.notify.templates[row.name] { return template }
        let parts = settings.notify.parts.all
        guard let value = value(row, settings, parts), let usual = Self.value(row, RunSettings(), parts.map { type(of: $0).init() }), "\(value)" != "\(usual)" else { return nil }
        return text(value, row.kind)
    }

    /// The word that changes nothing is the default.
    private static func word(_ row: OptionRow, _ words: [String], _ settings: RunSettings) -> String? {
        words.first { word in
            var changed = settings
            guard (try? JobOptions.table.apply(word, to: row.name, from: row.name, settings: &changed)) != nil else { return false }
            return changed == settings
        }
    }

    private static func value(_ row: OptionRow, _ settings: RunSettings, _ parts: [any SettingsPart]) -> Any? {
        let name = (properties[row.name] ?? row.name).lowercased().filter { $0 != "-" }
        let channels = parts.map { Mirror(reflecting: $0) }
        let values = ([Mirror(reflecting: settings), Mirror(reflecting: settings.notify)] + channels).lazy.flatMap(\.children)
        return values.first { $0.label?.lowercased() == name }?.value
    }

    private static func text(_ value: Any, _ kind: OptionKind) -> String? {
        switch value {
        case let duration as Duration?:
            guard let duration else { return "none" }
            if case .duration(_, unit: .days, _) = kind { return "\(duration.components.seconds / 86_400)" }
            return seconds(duration)
        case let mode as UInt16?: return mode.map { "0" + String($0, radix: 8) }
        case let number as any BinaryInteger:
            if case .size = kind { return size(Int(clamping: number)) }
            return "\(number)"
        case let number as Int?:
            guard let number else { return "none" }
            if case .size = kind { return size(number) }
            return "\(number)"
        case let text as String?: return text
        case let address as MailAddress?: return address?.address
        case let addresses as [MailAddress]: return addresses.map(\.address).joined(separator: ", ")
        case let overlap as RunSettings.Overlap:
            switch overlap {
            case .skip: return "skip"
            case .wait(let time): return time.map { "wait=" + seconds($0) } ?? "wait"
            }
        case let next as NextRun?:
            if case .after(let time) = next { return seconds(time) }
            return nil
        default: return nil
        }
    }

    private static func seconds(_ duration: Duration) -> String {
        let value = Double(duration.microseconds) / 1_000_000
        return value == value.rounded() ? "\(Int64(value))" : "\(value)"
    }

    private static func size(_ bytes: Int) -> String {
        for (unit, factor) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where bytes >= factor && bytes % factor == 0 {
            return "\(bytes / factor)\(unit)"
        }
        return "\(bytes)"
    }
}
