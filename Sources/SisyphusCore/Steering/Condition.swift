/// What must hold for a start to become a run (`--only-if`).
public enum Condition: Sendable, Equatable {
    /// Something is mounted at this absolute path.
    case mounted(String)
    /// A TCP connection to this host and port can be made.
    case online(host: String, port: String)
    /// No battery is what keeps the machine going.
    case acPower
    /// The load average of the last minute, in hundredths, is less.
    case load(below: Int)
    /// More bytes are free for users at this absolute path.
    case free(String, more: Int)
    /// The last run of that job was good and ended after the last good run of this one.
    case after(project: String, job: String)
    /// The shell runs it, and it ends with 0.
    case command(String)

    public enum Answer: Sendable, Equatable {
        case holds
        /// Why it does not, in a few words.
        case fails(String)
        /// Why it could not be found out, in a sentence.
        case broken(String)
    }

    /// How long the answer may take, in microseconds.
    public static let patience: Int64 = 10_000_000

    /// What the end of a program tells that was asked.
    ///
    /// - Parameters:
    ///   - end: `nil`: it did not answer in time.
    ///   - firstLine: what it printed first, escaped.
    public func answer(_ end: WaitStatus?, firstLine: String) -> Answer {
        let text = firstLine.isEmpty ? "" : ": \(firstLine)"
        switch end {
        case nil: return .broken("the condition \"\(self)\" did not answer within \(TimeSpanText.words(microseconds: Self.patience)) and was ended\(text)")
        case .exited(0)?: return .holds
        case .exited(let status)? where status < 100: return .fails(firstLine.isEmpty ? "\"\(self)\" ended with status \(status)" : firstLine)
        case .exited(let status)?:
            // Of those of our own the sentence says it all.
            if case .command = self {} else if !firstLine.isEmpty { return .broken("the condition \"\(self)\" cannot be judged\(text)") }
            return .broken("the condition \"\(self)\" ended with status \(status)\(text)")
        case .signalled(let signal)?: return .broken("the condition \"\(self)\" was killed by \(Signal.name(signal))\(text)")
        }
    }

    /// - Parameter loadAverage: the content of `/proc/loadavg`.
    public static func judge(loadBelow limit: Int, _ loadAverage: String) -> Answer {
        guard let first = loadAverage.split(separator: " ").first, let load = hundredths(first) else { return .broken("the load of this machine is not known") }
        return load < limit ? .holds : .fails("the load is \(first), not less than \(decimal(limit))")
    }

    /// - Parameter supplies: the type (`Mains`, `USB`, `Battery`) of each power supply, and whether it says that it is in use (`online`).
    public static func judge(supplies: [(type: String, isOnline: Bool)]) -> Answer {
        // A machine that knows of none hangs on the wall.
        let lines = supplies.filter { $0.type != "Battery" }
        return lines.isEmpty || lines.contains { $0.isOnline } ? .holds : .fails("the machine runs on battery")
    }

    /// - Parameter table: the content of `/proc/self/mountinfo` (proc(5)).
    public static func judge(mounted path: String, _ table: String) -> Answer {
        let wanted = path == "/" ? path : String(path.reversed().drop { $0 == "/" }.reversed())
        let isMounted = table.split(separator: "\n").contains { line in
            let fields = line.split(separator: " ", maxSplits: 5)
            return fields.count > 4 && unescaped(fields[4]) == wanted
        }
        return isMounted ? .holds : .fails("nothing is mounted at \(path)")
    }

    /// - Parameters:
    ///   - last: the last run of the other job; `nil`: it has none.
    ///   - lastGood: when the last good run of this job ended.
    public static func judge(after name: String, last: RunRecord?, lastGood: Timestamp?) -> Answer {
        guard let last else { return .fails("\(name) has not run yet") }
        guard last.isGood else { return .fails("the last run of \(name) did not end well") }
        if let lastGood, last.end <= lastGood { return .fails("\(name) has not run since this job last did") }
        return .holds
    }

    /// Blanks in names are written as octal numbers there.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.count >= 3, let code = UInt8(Array(rest.prefix(3)).text, radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return bytes.text
    }

    private static func hundredths(_ text: Substring) -> Int? {
        var bytes = Array(text.utf8)[...]
        guard let number = (try? DecimalText.readPrefix(of: &bytes, what: "number"))?.times(100), bytes.isEmpty else { return nil }
        return Int(number)
    }

    private static func decimal(_ hundredths: Int) -> String {
        hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)"
    }
}

extension Condition: CustomStringConvertible {
    /// As the option takes it.
    public var description: String {
        switch self {
        case .mounted(let path): "mounted:\(path)"
        case .online(let host, let port): "online:\(host):\(port)"
        case .acPower: "ac-power"
        case .load(let limit): "load<\(Condition.decimal(limit))"
        case .free(let path, let bytes): "free:\(path)>\(SizeText.write(bytes))"
        case .after(let project, let job): "after:\(project)/\(job)"
        case .command(let text): text
        }
    }

    /// - Returns: `nil`: it is none of the built-in ones.
    init?(builtIn text: String) throws(Refusal) {
        func rest(_ prefix: String) -> String? { text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil }
        if text == "ac-power" {
            self = .acPower
        } else if let path = rest("mounted:") {
            self = .mounted(try Condition.absolute(path))
        } else if let place = rest("online:") {
            guard let colon = place.lastIndex(of: ":"), let port = Int(place[place.index(after: colon)...]), (1...65_535).contains(port),
                colon > place.startIndex
            else { throw Refusal("it is not online:HOST:PORT") }
            var host = String(place[..<colon])
            if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
            self = .online(host: host, port: String(port))
        } else if let number = rest("load<") {
            guard let limit = Condition.hundredths(Substring(number)) else { throw Refusal("it is not load<NUMBER") }
            self = .load(below: limit)
        } else if let rest = rest("free:") {
            guard let sign = rest.lastIndex(of: ">") else { throw Refusal("it is not free:PATH>SIZE") }
            self = .free(try Condition.absolute(String(rest[..<sign])), more: try SizeText.read(String(rest[rest.index(after: sign)...])))
        } else if let name = rest("after:") {
            let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts.allSatisfy({ Names.refusal(of: $0) == nil }) else { throw Refusal("it is not after:PROJECT/JOB") }
            self = .after(project: parts[0], job: parts[1])
        } else {
            return nil
        }
    }

    /// What stands between `&&`.
    fileprivate static func parts(of text: String) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        while let (head, tail) = rest.parted(at: "&&") {
            parts.append(head.trimmed)
            rest = tail
        }
        return parts + [rest.trimmed]
    }

    private static func absolute(_ path: String) throws(Refusal) -> String {
        guard path.hasPrefix("/") else { throw Refusal("the path is not absolute") }
        return path
    }
}

extension ValueParser<[Condition]> {
    /// A command, or built-in conditions joined by `&&`; `none` is none.
    package static var conditions: ValueParser {
        .parsed(accepts: "a shell command, or mounted:/PATH, online:HOST:PORT, ac-power, load<NUMBER, free:/PATH>SIZE, after:PROJECT/JOB, joined by &&") {
            text throws(Refusal) in
            if text == "none" { return [] }
            let parts = Condition.parts(of: text)
            if parts.contains(where: \.isEmpty) { throw Refusal(text.trimmed.isEmpty ? "it is empty" : "something is missing beside &&") }
            var conditions: [Condition] = []
            for part in parts { if let condition = try Condition(builtIn: part) { conditions.append(condition) } }
            if conditions.isEmpty { return [.command(text)] }
            if conditions.count < parts.count { throw Refusal("built-in conditions and commands cannot be joined") }
            return conditions
        } write: { conditions in
            conditions.isEmpty ? "none" : conditions.map(\.description).joined(separator: " && ")
        }
    }
}
