/// Reads what follows `@!task>`: `[INDEX/COUNT] TYPE NAME` (a single word is the name), or a JSON object with `type`, `name`, `index` (from 1) and `count`.
enum TaskParser {
    private static let maxNumber = 1_000_000_000

    /// The task, or `nil` when the text says something that is none.
    static func task(_ text: UnsafeRawBufferPointer, start: Timestamp) -> LogTask? {
        var task = LogTask(start: start)
        var words = String(decoding: text, as: UTF8.self)[...]
        words = words.trimming(where: TaskParser.isBlank)
        if words.first == "{" { return fromObject(words, start: start) }
        if words.first == "[", let end = words.firstIndex(of: "]"), words.isEnd(after: end) {
            let numbers = words[words.index(after: words.startIndex)..<end].split(separator: "/", omittingEmptySubsequences: false)
            let index = numbers.first.flatMap { number($0) }
            let count = numbers.count == 2 ? number(numbers[1]) : nil
            if numbers.count <= 2, let index, index > 0, numbers.count == 1 || count.map({ $0 >= index }) == true {
                task.index = index - 1
                task.count = count
                words = words[words.index(after: end)...]
                words = words.trimming(where: TaskParser.isBlank)
            }
        }
        if let blank = words.firstIndex(of: " ") {
            task.type = String(words[..<blank])
            var name = words[blank...]
            name = name.trimming(where: TaskParser.isBlank)
            task.name = String(name)
        } else if !words.isEmpty {
            task.name = String(words)
        }
        return task
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    private static func number(_ digits: Substring) -> Int? {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(digits) else { return nil }
        return number <= maxNumber ? number : nil
    }

    private static func fromObject(_ text: Substring, start: Timestamp) -> LogTask? {
        guard case .object(let members)? = JSONValue(text.utf8), Set(members.map(\.key)).count == members.count else { return nil }
        var task = LogTask(start: start)
        for (key, value) in members {
            switch (key, value) {
            case ("type", .string(let text)): task.type = text
            case ("name", .string(let text)): task.name = text
            case ("name", .number(let digits)): task.name = digits
            case ("index", .number(let digits)):
                guard let index = number(digits[...]), index > 0 else { return nil }
                task.index = index - 1
            case ("count", .number(let digits)):
                guard let count = number(digits[...]) else { return nil }
                task.count = count
            case ("type", .null), ("name", .null), ("index", .null), ("count", .null): break
            default: return nil
            }
        }
        if let index = task.index, let count = task.count, count <= index { return nil }
        return task
    }
}

extension Substring {
    fileprivate func isEnd(after index: Index) -> Bool {
        let next = self.index(after: index)
        return next == endIndex || self[next] == " "
    }
}
