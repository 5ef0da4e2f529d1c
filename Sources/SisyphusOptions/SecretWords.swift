import SisyphusCore

/// Where plain secrets stand on a command line, so that they can be made unreadable for `ps`.
public struct SecretWords: Sendable, Equatable {
    /// The index of a word, and of the byte in it where the secret begins.
    public var places: [(word: Int, byte: Int)] = []

    public static func == (one: SecretWords, other: SecretWords) -> Bool {
        one.places.map { [$0.word, $0.byte] } == other.places.map { [$0.word, $0.byte] }
    }

    /// - Parameter end: the index of the first word that is no option any more.
    public init(_ words: [String], until end: Int, table: OptionTable) {
        for (index, word) in words.enumerated().prefix(end) where word.utf8.starts(with: "--".utf8) {
            let equals = word.utf8.firstIndex(of: UInt8(ascii: "="))
            let name = word[word.utf8.index(word.startIndex, offsetBy: 2)..<(equals ?? word.endIndex)]
            guard let row = table.row(named: name), row.kind.isSecret else { continue }
            if let equals {
                add(word[word.utf8.index(after: equals)...], index, name.utf8.count + 3)
            } else if index + 1 < min(words.count, end) {
                add(words[index + 1][...], index + 1, 0)
            }
        }
    }

    private mutating func add(_ value: Substring, _ word: Int, _ byte: Int) {
        if case .plain? = Secret(String(value)) { places.append((word, byte)) }
    }
}
