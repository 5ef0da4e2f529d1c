public import SisyphusCore

/// What makes two failures the same: outcome and reason without numbers and paths.
public enum Fingerprint {
    static func of(_ report: RunReport) -> String { of(report.status, report.exitCode, report.signal, report.reason) }

    /// Of the run that a record tells of.
    public static func of(_ record: RunRecord) -> String { of(record.status ?? .failed, record.exitCode, record.signal, record.reason ?? "") }

    private static func of(_ status: Status, _ exitCode: Int32?, _ signal: Int32?, _ reason: String) -> String {
        // The status or signal that a job ends with is what is wrong with it, not a number that happens to differ.
        let end = exitCode.map { " exit \($0)" } ?? signal.map { " signal \($0)" } ?? ""
        return TextCut.head("\(status)\(end): \(normalized(reason))", bytes: 300)
    }

    /// Of a message: an exception's class, or the text without numbers and paths.
    static func of(_ message: Message) -> String {
        TextCut.head(message.kind == .exception ? message.exception.type : normalized(message.text), bytes: 200)
    }

    static func normalized(_ text: String) -> String {
        let words = TextCut.line(text).split(separator: " ").map { word -> String in
            if word.contains("/") { return "/" }
            var result = ""
            for character in word {
                if !character.isNumber {
                    result.append(character)
                } else if result.last != "#" {
                    result.append("#")
                }
            }
            return result
        }
        return words.joined(separator: " ")
    }
}
