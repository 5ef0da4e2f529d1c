import SisyphusCore
public import SisyphusSchedule

/// A crontab, line by line, as cron reads it (crontab(5)). Any bytes are accepted; what cron would refuse is kept as an error.
public struct Crontab: Sendable {
    /// Whose crontab it is.
    public enum Kind: Sendable {
        /// A user's, as `crontab -l` prints it.
        case user
        /// `/etc/crontab` and the files of `/etc/cron.d`, whose lines name a user.
        case system
    }

    public struct Line: Sendable {
        /// Counted from 1.
        public let number: Int
        /// Without its end.
        public let bytes: [UInt8]
        public let content: Content

        public var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    public enum Content: Sendable {
        case blank
        case comment
        case variable(name: String, value: String)
        case job(CrontabJob)
        case wrong(ScheduleError)
    }

    public let kind: Kind
    public let lines: [Line]
    /// Whether the last line has an end; cron refuses or ignores one that has none.
    public let endsWithNewline: Bool

    public init(_ bytes: [UInt8], _ kind: Kind) {
        self.kind = kind
        var pieces = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        endsWithNewline = pieces.last?.isEmpty ?? true
        if endsWithNewline, !pieces.isEmpty { pieces.removeLast() }
        lines = pieces.enumerated().map { Line(number: $0 + 1, bytes: Array($1), content: Crontab.content($1, kind)) }
    }

    /// The jobs with the variables that hold for each.
    public var jobs: [(line: Line, job: CrontabJob, variables: [String: String])] {
        var variables: [String: String] = [:]
        var jobs: [(line: Line, job: CrontabJob, variables: [String: String])] = []
        for line in lines {
            switch line.content {
            case .variable(let name, let value): variables[name] = value
            case .job(let job): jobs.append((line, job, variables))
            case .blank, .comment, .wrong: break
            }
        }
        return jobs
    }

    private static func content(_ line: ArraySlice<UInt8>, _ kind: Kind) -> Content {
        let text = line.drop(while: CronReader.isBlank)
        guard let first = text.first else { return .blank }
        if first == UInt8(ascii: "#") { return .comment }
        if let (name, value) = variable(text) { return .variable(name: name, value: value) }
        do throws(ScheduleError) { return .job(try CrontabJob(line, kind)) } catch { return .wrong(error) }
    }

    /// `NAME = VALUE`, each perhaps in quotes (load_env in env.c of Vixie's cron).
    private static func variable(_ text: ArraySlice<UInt8>) -> (name: String, value: String)? {
        var rest = text
        let isQuote = { (byte: UInt8?) in byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") }
        let name: ArraySlice<UInt8>
        if isQuote(rest.first) {
            let quote = rest.removeFirst()
            name = rest.prefix { $0 != quote }
            guard !name.contains(UInt8(ascii: "=")), name.endIndex < rest.endIndex else { return nil }
            rest = rest[(name.endIndex + 1)...]
        } else {
            name = rest.prefix { !CronReader.isBlank($0) && $0 != UInt8(ascii: "=") }
            rest = rest[name.endIndex...]
        }
        rest = rest.drop(while: CronReader.isBlank)
        guard rest.first == UInt8(ascii: "="), !name.isEmpty else { return nil }
        rest = rest.dropFirst().drop(while: CronReader.isBlank)
        while let last = rest.last, CronReader.isBlank(last) || last == UInt8(ascii: "\r") { rest.removeLast() }
        if rest.count >= 2, isQuote(rest.first), rest.last == rest.first { rest = rest.dropFirst().dropLast() }
        return (String(decoding: name, as: UTF8.self), String(decoding: rest, as: UTF8.self))
    }
}

/// A line that runs something.
public struct CrontabJob: Sendable {
    public enum When: Sendable, Equatable {
        case schedule(CronExpression)
        /// `@reboot`: once when cron starts.
        case atBoot
    }

    public let when: When
    /// Who runs it, in a system crontab.
    public let user: String?
    /// What the shell gets behind `-c`.
    public let command: String
    /// What stands behind an unescaped `%`: the command's standard input.
    public let input: String?
    /// Where in the line's bytes the command begins.
    let start: Int
    /// Where the `%` stands that ends it; the line's end without one.
    let end: Int

    init(_ line: ArraySlice<UInt8>, _ kind: Crontab.Kind) throws(ScheduleError) {
        var reader = CronReader(line)
        // cronie: do not log the start of this line.
        reader.skipDash()
        if reader.word == CronReader.atBoot {
            when = .atBoot
            reader.skipWord()
        } else {
            when = .schedule(try reader.expression())
        }
        if kind == .system {
            guard reader.next != nil else {
                throw ScheduleError("the user is missing: lines of a system crontab name one before the command", column: reader.column)
            }
            user = reader.word
            reader.skipWord()
        } else {
            user = nil
        }
        guard reader.next != nil else { throw ScheduleError("the command is missing", column: reader.column) }
        let place = reader.position
        start = place - line.startIndex
        let percent = CrontabJob.firstPercent(line[place...])
        end = (percent ?? line.endIndex) - line.startIndex
        command = CrontabJob.unescaped(line[place..<(percent ?? line.endIndex)])
        input = percent.map { CrontabJob.unescaped(line[($0 + 1)...]) }
    }

    private static func firstPercent(_ bytes: ArraySlice<UInt8>) -> Int? {
        var isEscaped = false
        for (place, byte) in zip(bytes.indices, bytes) {
            if byte == UInt8(ascii: "%"), !isEscaped { return place }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return nil
    }

    /// cron takes the backslash before `%` away.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        for byte in bytes {
            if byte == UInt8(ascii: "%"), result.last == UInt8(ascii: "\\") { result.removeLast() }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether cron ran this line when its shell got this text. Debian's cron takes the backslash before another one away too, cronie does not.
    public func isRun(as text: String) -> Bool { CrontabJob.withoutDoubled(command) == CrontabJob.withoutDoubled(text) }

    static func withoutDoubled(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        var result: [UInt8] = []
        var isEscaped = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\\"), isEscaped {
                isEscaped = false
                continue
            }
            isEscaped = byte == UInt8(ascii: "\\")
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
