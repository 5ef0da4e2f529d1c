import SisyphusCore

/// What makes two failures the same: outcome and reason without numbers and paths.
public enum Fingerprint {
    public static func of(_ report: RunReport) -> String {
        // The status or signal that a job ends with is what is wrong with it, not a number that happens to differ.
        let end = report.exitCode.map { " exit \($0)" } ?? report.signal.map { " signal \($0)" } ?? ""
        return TextCut.head("\(report.status)\(end): \(normalized(report.reason))", bytes: 300)
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
