/// Names of days and months in the languages that `format` knows.
enum DateNames {
    struct Language {
        let days: [String], shortDays: [String], months: [String], shortMonths: [String]
    }

    static func language(_ lang: String?) -> Language {
        switch prefix(lang) {
        case "de": german
        case "fr": french
        case "es": spanish
        case "it": italian
        default: english
        }
    }

    /// Whether the fraction of a number follows a comma.
    static func usesComma(_ lang: String?) -> Bool { ["de", "fr", "es", "it", "nl", "sv", "da", "pt", "pl", "fi", "cs"].contains(prefix(lang)) }

    private static func prefix(_ lang: String?) -> String {
        let lang = lang ?? "en"
        return String(lang.prefix { $0 != "_" && $0 != "-" }).lowercased()
    }

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    private static let english = Language(
        days: words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"), shortDays: words("Mon Tue Wed Thu Fri Sat Sun"),
        months: words("January February March April May June July August September October November December"),
        shortMonths: words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"))
    private static let german = Language(
        days: words("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"), shortDays: words("Mo Di Mi Do Fr Sa So"),
        months: words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
        shortMonths: words("Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez"))
    private static let french = Language(
        days: words("lundi mardi mercredi jeudi vendredi samedi dimanche"), shortDays: words("lun. mar. mer. jeu. ven. sam. dim."),
        months: words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
        shortMonths: words("janv. févr. mars avril mai juin juil. août sept. oct. nov. déc."))
    private static let spanish = Language(
        days: words("lunes martes miércoles jueves viernes sábado domingo"), shortDays: words("lun mar mié jue vie sáb dom"),
        months: words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
        shortMonths: words("ene feb mar abr may jun jul ago sep oct nov dic"))
    private static let italian = Language(
        days: words("lunedì martedì mercoledì giovedì venerdì sabato domenica"), shortDays: words("lun mar mer gio ven sab dom"),
        months: words("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
        shortMonths: words("gen feb mar apr mag giu lug ago set ott nov dic"))
}

/// `format(time, "%Y-%m-%d")`: the directives of `strftime`.
func formatTime(_ time: CalendarTime, _ spec: String, isDate: Bool, lang: String?) throws -> String {
    if spec.isEmpty { return isDate ? time.date.isoText : "\(time.date.isoText) \(time.clockText)" }
    var result = ""
    var scalars = spec.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
        guard scalar == "%", let first = scalars.popFirst() else {
            result.unicodeScalars.append(scalar)
            continue
        }
        var directive = first
        var trims = false
        if first == "-", let next = scalars.popFirst() {
            directive = next
            trims = true
        }
        guard var text = try directiveText(directive, time, lang) else {
            result += "%" + (trims ? "-" : "") + String(directive)
            continue
        }
        if trims {
            let short = text.drop { $0 == "0" || $0 == " " }
            text = short.isEmpty ? String(text.suffix(1)) : String(short)
        }
        result += text
        if result.utf8.count > Limits.largestText { throw UL4Error.limit("text too long") }
    }
    return result
}

private func directiveText(_ directive: Unicode.Scalar, _ time: CalendarTime, _ lang: String?) throws -> String? {
    let date = time.date
    let (year, month, day) = date.civil
    let names = DateNames.language(lang)
    let hour12 = (time.hour + 11) % 12 + 1
    func spaced(_ value: Int) -> String { value < 10 ? " \(value)" : "\(value)" }
    func all(_ spec: String) throws -> String { try formatTime(time, spec, isDate: false, lang: lang) }
    switch directive {
    case "a": return names.shortDays[date.weekday]
    case "A": return names.days[date.weekday]
    case "b", "h": return names.shortMonths[month - 1]
    case "B": return names.months[month - 1]
    case "c": return try all("%a %b %e %H:%M:%S %Y")
    case "C": return padded(year / 100, 2)
    case "d": return padded(day, 2)
    case "D", "x": return try all("%m/%d/%y")
    case "e": return spaced(day)
    case "f": return padded(time.microsecond, 6)
    case "F": return try all("%Y-%m-%d")
    case "G": return String(try date.calendar(firstWeekday: 0, minimum: 4).year)
    case "H": return padded(time.hour, 2)
    case "I": return padded(hour12, 2)
    case "j": return padded(date.yearday, 3)
    case "k": return spaced(time.hour)
    case "l": return spaced(hour12)
    case "m": return padded(month, 2)
    case "M": return padded(time.minute, 2)
    case "n": return "\n"
    case "p": return time.hour < 12 ? "AM" : "PM"
    case "P": return time.hour < 12 ? "am" : "pm"
    case "r": return try all("%I:%M:%S %p")
    case "R": return try all("%H:%M")
    case "S": return padded(time.second, 2)
    case "t": return "\t"
    case "T", "X": return try all("%H:%M:%S")
    case "u": return String(date.weekday + 1)
    case "U": return padded((date.yearday + 6 - (date.weekday + 1) % 7) / 7, 2)
    case "V": return padded(try date.calendar(firstWeekday: 0, minimum: 4).week, 2)
    case "w": return String((date.weekday + 1) % 7)
    case "W": return padded((date.yearday + 6 - date.weekday) / 7, 2)
    case "y": return padded(year % 100, 2)
    case "Y": return String(year)
    case "z", "Z": return ""
    case "%": return "%"
    default: return nil
    }
}
