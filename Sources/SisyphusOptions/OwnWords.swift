import SisyphusCore

extension OptionTable {
    /// Tells the options of this table from words that a library job reads itself.
    ///
    /// What is no option of ours goes to the job together with the words that follow up to the next option, and so does all
    /// behind `--`.
    public func separate(_ words: [String]) -> (standard: [String], own: [String]) {
        var standard: [String] = []
        var own: [String] = []
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            if word == "--" {
                own += words[index...]
                break
            }
            guard let row = known(word) else {
                own.append(word)
                continue
            }
            standard.append(word)
            let hasValue = OptionTable.isLong(word) ? word.utf8.contains(UInt8(ascii: "=")) : word.utf8.count > 2
            if case .action = row.kind { continue }
            if !hasValue, index < words.count, OptionTable.takes(words[index], as: row) {
                standard.append(words[index])
                index += 1
            }
        }
        return (standard, own)
    }

    private func known(_ word: String) -> OptionRow? {
        guard word.utf8.count >= 2, word.utf8.first == UInt8(ascii: "-") else { return nil }
        return OptionTable.isLong(word) ? try? long(word).row : try? short(word).row
    }
}
