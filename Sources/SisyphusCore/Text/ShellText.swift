/// Words as a shell would have to be given them (POSIX.1-2024, XCU 2.2).
public enum ShellText {
    /// The words in one line, those with blanks or characters of the shell's own in single quotes.
    public static func command(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy { $0 >= 0x80 || isLetterOrDigit($0) || "-_./:=,@%+^".utf8.contains($0) }
        if isPlain { return word }
        return "'" + word.replacing(scalar: "'", with: "'\\''") + "'"
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 }
}
