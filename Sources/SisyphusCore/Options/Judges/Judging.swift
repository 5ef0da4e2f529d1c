extension OptionKind {
    /// Judges a value and stores it: the one judge of command line, environment and configuration.
    /// - Throws: why it is refused; `accepted` tells what is not.
    func judge(_ text: String, into settings: inout RunSettings) throws(Refusal) {
        switch self {
        case .flag(let set):
            guard let value = FlagText.read(text) else { throw Refusal("it is neither yes nor no") }
            set(&settings, value)
        case .automatic(let set):
            if text.lowercased() == "auto" { return set(&settings, .auto) }
            guard let value = FlagText.read(text) else { throw Refusal("it is neither yes nor no nor auto") }
            set(&settings, value ? .yes : .no)
        case .choice(let words, let set):
            let word = text.lowercased()
            guard words.contains(word) else { throw Refusal(text.isEmpty ? "it is empty" : "there is no such choice") }
            set(&settings, word)
        case .duration(let offAtZero, let unit, let set):
            if offAtZero, text.lowercased() == "none" { return set(&settings, nil) }
            let value = try DurationText.read(text, unit: unit)
            set(&settings, offAtZero && value == .zero ? nil : value)
        case .size(let offAtZero, let range, let set):
            if offAtZero, text.lowercased() == "none" { return set(&settings, nil) }
            set(&settings, try checked(try SizeText.read(text), offAtZero, range))
        case .count(let offAtZero, let range, let set):
            if offAtZero, text.lowercased() == "none" { return set(&settings, nil) }
            guard !text.isEmpty else { throw Refusal("it is empty") }
            guard text.utf8.allSatisfy(\.isDigit), let value = Int(text) else { throw Refusal("it is not a whole number without sign") }
            set(&settings, try checked(value, offAtZero, range))
        case .exitCodes(let set):
            set(&settings, try ExitCodesText.read(text))
        case .text(_, let judge):
            if let reason = judge(&settings, text) { throw Refusal(reason) }
        case .secret(let set):
            guard let secret = Secret(text) else { throw Refusal("it is empty") }
            // What waits in the spool is delivered from wherever the next run is started.
            if case .file(let path) = secret, !path.hasPrefix("/") { throw Refusal("the path is not absolute") }
            set(&settings, secret)
        case .action:
            throw Refusal("it takes no value")
        }
    }

    private func checked(_ value: Int, _ offAtZero: Bool, _ range: ClosedRange<Int>) throws(Refusal) -> Int? {
        if offAtZero, value == 0 { return nil }
        guard value >= range.lowerBound else { throw Refusal("it is less than \(range.lowerBound)") }
        guard value <= range.upperBound else { throw Refusal("it is more than \(range.upperBound)") }
        return value
    }

    /// What is accepted, for errors and help.
    public var accepted: String {
        switch self {
        case .flag: FlagText.accepted
        case .automatic: FlagText.accepted + ", auto"
        case .choice(let words, _): words.joined(separator: ", ")
        case .duration(let offAtZero, let unit, _):
            (unit == .days ? DurationText.acceptedDays : DurationText.accepted) + (offAtZero ? ", and 0 or none for never" : "")
        case .size(let offAtZero, let range, _): SizeText.accepted + limits(range) + (offAtZero ? ", and 0 or none for no limit" : "")
        case .count(let offAtZero, let range, _): "whole numbers" + limits(range) + (offAtZero ? ", and 0 or none for no limit" : "")
        case .exitCodes: ExitCodesText.accepted
        case .text(let accepts, _): accepts
        case .secret: "the value itself, env:NAME or file:PATH with an absolute PATH"
        case .action: "no value"
        }
    }

    private func limits(_ range: ClosedRange<Int>) -> String {
        range.upperBound == .max ? (range.lowerBound > 1 ? " from \(range.lowerBound)" : "") : " from \(range.lowerBound) to \(range.upperBound)"
    }
}
