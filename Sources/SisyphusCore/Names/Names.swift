/// The rules for the names of projects and jobs and for identifiers; they become names of directories.
public enum Names {
    public static let accepted = "1 to 128 bytes of UTF-8 without /, \\, control or format characters, and without . or - at the beginning"

    /// Why a name cannot be used; `nil`: it can.
    public static func refusal(of name: String) -> String? {
        if name.isEmpty { return "it is empty" }
        if name.utf8.count > 128 { return "it has \(name.utf8.count) bytes" }
        if name.utf8.first == UInt8(ascii: ".") || name.utf8.first == UInt8(ascii: "-") { return "it begins with \(name.first ?? ".")" }
        for scalar in name.unicodeScalars {
            if scalar == "/" || scalar == "\\" { return "it contains \(scalar)" }
            if scalar == "\u{FFFD}" { return "it is not valid UTF-8" }
            if isHidden(scalar) { return "it contains the invisible character U+\(String(scalar.value, radix: 16, uppercase: true).padded)" }
        }
        return nil
    }

    /// Control and format characters and line separators: what a terminal does not show, or obeys.
    package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value < 0x20 }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }
}

/// What stands behind the last slash of a path, as basename(1) has it.
package func baseName(_ path: String) -> String {
    // By bytes: each line of a crontab comes here.
    let slash = UInt8(ascii: "/")
    guard let last = path.utf8.lastIndex(where: { $0 != slash }) else { return "" }
    let start = path.utf8[...last].lastIndex(of: slash).map { path.utf8.index(after: $0) } ?? path.startIndex
    return String(decoding: path.utf8[start...last], as: UTF8.self)
}

extension String {
    fileprivate var padded: String { String(repeating: "0", count: max(0, 4 - utf8.count)) + self }
}
