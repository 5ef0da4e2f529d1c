/// How a child speaks: the prefix at the start of a physical line.
///
///     prefix = "@" tag *("," tag) ">" (SP / EOL) | "@>" (SP / EOL) | "@+>" (SP / EOL) | "@!" name ">" (SP / EOL)
///
/// What does not match exactly is plain text. (Keyed records of library jobs, `@KEY {…}`, have their place here too, before everything else.)
enum LineGrammar {
    static let maxTags = 16
    static let maxTagBytes = 64
    static let maxPrefixBytes = 1100
    private static let tokenLengths = 8...64

    enum Directive: Equatable {
        case result, metric, uneventful, task, endtask
        /// With tags that route it or say more about it: `@!exception,email>`.
        case exception(tags: [String])
        /// Everything is text until the line `@!TOKEN>`.
        case plain(token: [UInt8])
    }

    enum Prefix: Equatable {
        /// No prefix: all of it is text.
        case none
        /// `@>`: what follows is text without tags.
        case text
        /// `@+>`: continues the message before.
        case continuation
        case tags
        case directive(Directive)
    }

    /// What the text starts with; `length(of:)` tells how long that is.
    static func prefix(of text: UnsafeRawBufferPointer) -> Prefix {
        guard text.count >= 2, text[0] == UInt8(ascii: "@"), length(of: text) != nil else { return .none }
        switch text[1] {
        case UInt8(ascii: ">"):
            return .text
        case UInt8(ascii: "+"):
            return text[2] == UInt8(ascii: ">") ? .continuation : .none
        case UInt8(ascii: "!"):
            return directive(of: text).map(Prefix.directive) ?? .none
        default:
            return hasTags(text) ? .tags : .none
        }
    }

    /// The bytes up to `>` and the one space behind it, or `nil` when there is none in reach.
    static func length(of text: UnsafeRawBufferPointer) -> Int? {
        var index = 1
        let end = min(text.count, maxPrefixBytes)
        while index < end {
            if text[index] == UInt8(ascii: ">") {
                let next = index + 1
                if next == text.count { return next }
                if text[next] == UInt8(ascii: " ") { return next + 1 }
                // In raw format the carriage return of a CRLF is still there.
                return text[next] == ByteScan.carriageReturn && next + 1 == text.count ? next : nil
            }
            index += 1
        }
        return nil
    }

    /// The tags of a text for which `prefix(of:)` said `.tags`: each once, in their order.
    static func tags(of text: UnsafeRawBufferPointer) -> [String] {
        guard let end = text.firstIndex(of: UInt8(ascii: ">")) else { return [] }
        var tags: [String] = []
        for tag in text[1..<end].split(separator: UInt8(ascii: ",")) {
            let tag = String(decoding: tag, as: UTF8.self)
            if !tags.contains(tag) { tags.append(tag) }
        }
        return tags
    }

    private static func hasTags(_ text: UnsafeRawBufferPointer) -> Bool {
        var count = 1
        var start = 1
        var index = 1
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ">") {
                guard index > start, index - start <= maxTagBytes, count <= maxTags else { return false }
                if byte == UInt8(ascii: ">") { return true }
                count += 1
                start = index + 1
            } else if !(isLetter(byte) || byte == UInt8(ascii: "_")
                || index > start && (isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")))
            {
                return false
            }
            index += 1
        }
        return false
    }

    private static func directive(of text: UnsafeRawBufferPointer) -> Directive? {
        guard let end = text.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let name = text[2..<end]
        func isNamed(_ word: StaticString) -> Bool {
            name.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        }
        if isNamed("result") { return .result }
        if isNamed("metric") { return .metric }
        if isNamed("uneventful") { return .uneventful }
        if isNamed("task") { return .task }
        if isNamed("endtask") { return .endtask }
        if isNamed("exception") { return .exception(tags: []) }
        if name.starts(with: Array("exception,".utf8)) {
            let tags = UnsafeRawBufferPointer(rebasing: text[(end - name.count + 9)...])
            return hasTags(tags) ? .exception(tags: self.tags(of: tags)) : nil
        }
        guard name.starts(with: Array("plain ".utf8)) else { return nil }
        let token = name.dropFirst(6)
        guard tokenLengths.contains(token.count), token.allSatisfy({ isLetter($0) || isDigit($0) }) else { return nil }
        // Behind this prefix nothing may stand.
        guard length(of: text) == text.count || text.last == ByteScan.carriageReturn else { return nil }
        return .plain(token: Array(token))
    }

    /// Whether the line is `@!TOKEN>`, which ends the text that strangers wrote.
    static func ends(_ text: UnsafeRawBufferPointer, token: [UInt8]) -> Bool {
        var count = text.count
        if count > 0, text[count - 1] == ByteScan.carriageReturn { count -= 1 }
        return count == token.count + 3 && text[0] == UInt8(ascii: "@") && text[1] == UInt8(ascii: "!")
            && text[count - 1] == UInt8(ascii: ">") && text[2..<(count - 1)].elementsEqual(token)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }
}
