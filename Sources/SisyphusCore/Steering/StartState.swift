/// How a job was started last, so that it can be started so again: the file `start.state`, one JSON object that only the job's user may read.
public struct StartState: Sendable, Equatable {
    /// A limit of setrlimit(2) by the kernel's number; `nil`: unlimited.
    public struct Limit: Sendable, Equatable {
        public var number: Int
        public var soft: UInt64?
        public var hard: UInt64?

        public init(number: Int, soft: UInt64?, hard: UInt64?) { (self.number, self.soft, self.hard) = (number, soft, hard) }
    }

    /// The whole command line, the program's own name included. Bytes that are no UTF-8 are kept.
    public var words: [[UInt8]]
    /// Where the command begins among them.
    public var commandStart: Int
    /// Options whose values are secret and not kept.
    public var secrets: [String] = []
    public var directory: String?
    public var umask: UInt16 = 0o022
    public var nice = 0
    public var limits: [Limit] = []
    public var groups: [UInt32] = []
    /// `NAME=VALUE`; `nil`: not kept (`--keep-environment`).
    public var environment: [[UInt8]]?

    public init(words: [[UInt8]], commandStart: Int) { (self.words, self.commandStart) = (words, commandStart) }

    /// Leaves out the values of options that are secret.
    ///
    /// - Parameter places: the index of a word, and of the byte in it where the secret begins.
    public mutating func forget(_ places: [(word: Int, byte: Int)]) {
        for (word, byte) in places.sorted(by: { $0.word > $1.word }) where word < commandStart {
            // The name of the option stands in the same word or in the one before.
            let first = byte > 0 ? word : word - 1
            secrets.append(words[first].prefix { $0 != UInt8(ascii: "=") }.map { $0 }.text)
            words.removeSubrange(first...word)
            commandStart -= word - first + 1
        }
    }

    public var bytes: [UInt8] {
        JSONValue.members([
            "words": .array(words.map(StartState.text)), "command": .int(Int64(commandStart)),
            "secrets": secrets.isEmpty ? nil : .array(secrets.map(JSONValue.string)), "directory": .text(directory), "umask": .int(Int64(umask)),
            "nice": .int(Int64(nice)), "groups": .array(groups.map { .int(Int64($0)) }),
            "limits": .array(limits.map { .array([.int(Int64($0.number)), StartState.value($0.soft), StartState.value($0.hard)]) }),
            "environment": environment.map { .array($0.map(StartState.text)) },
        ]).bytes + [UInt8(ascii: "\n")]
    }

    /// - Returns: `nil`: the file is damaged.
    public init?(bytes: [UInt8]) {
        guard let json = JSONValue(bytes), let words = StartState.words(json["words"]),
            let start = json["command"]?.int.flatMap(Int.init(exactly:)), (1...words.count).contains(start)
        else { return nil }
        self.init(words: words, commandStart: start)
        secrets = json["secrets"]?.strings ?? []
        directory = json["directory"]?.string
        umask = json["umask"]?.int.flatMap(UInt16.init(exactly:)) ?? 0o022
        nice = json["nice"]?.int.flatMap(Int8.init(exactly:)).map(Int.init) ?? 0
        if case .array(let values)? = json["groups"] { groups = values.compactMap { $0.int.flatMap(UInt32.init(exactly:)) } }
        if case .array(let values)? = json["limits"] {
            limits = values.compactMap { value in
                guard case .array(let parts) = value, parts.count == 3, let number = parts[0].int.flatMap(UInt8.init(exactly:)) else { return nil }
                return Limit(number: Int(number), soft: StartState.limit(parts[1]), hard: StartState.limit(parts[2]))
            }
        }
        environment = StartState.words(json["environment"])
    }

    private static func value(_ limit: UInt64?) -> JSONValue { limit.map { .number(String($0)) } ?? .null }

    private static func limit(_ value: JSONValue) -> UInt64? {
        if case .number(let digits) = value { UInt64(digits) } else { nil }
    }

    /// Text as such, other bytes as an object with their hexadecimal digits.
    private static func text(_ bytes: [UInt8]) -> JSONValue {
        String(validating: bytes, as: UTF8.self).map(JSONValue.string) ?? .members(["hex": .string(bytes.map(Hex.pair).joined())])
    }

    private static func words(_ value: JSONValue?) -> [[UInt8]]? {
        guard case .array(let values)? = value else { return nil }
        let words = values.compactMap { value -> [UInt8]? in
            if let text = value.string { return Array(text.utf8) }
            guard let digits = value["hex"]?.string.map({ Array($0.utf8) }), digits.count % 2 == 0 else { return nil }
            return stride(from: 0, to: digits.count, by: 2).map { UInt8(Array(digits[$0..<($0 + 2)]).text, radix: 16) ?? 0 }
        }
        return words.count == values.count ? words : nil
    }

    /// Whether the name of a variable says that its value must not be written down.
    public static func isSecret(_ name: String) -> Bool {
        let name = name.uppercased()
        return ["KEY", "TOKEN", "SECRET", "PASS", "AUTH", "CREDENTIAL"].contains { name.firstRange(of: $0) != nil }
    }

    /// The variables that cron gives a job (crontab(5)).
    public static func likeCron(user: String, home: String) -> [String] {
        ["HOME=\(home)", "LOGNAME=\(user)", "USER=\(user)", "SHELL=/bin/sh", "PATH=/usr/bin:/bin"]
    }

    private static let noise: Set = ["_", "PWD", "OLDPWD", "SHLVL"]

    /// What differs between the environment of a run and one of now: names alone are known of the former, and keyed hashes.
    public static func differences(_ then: [Surroundings.Variable], _ now: [Surroundings.Variable]) -> [String] {
        // What each shell sets for itself says nothing.
        let (then, now) = (then.filter { !noise.contains($0.name) }, now.filter { !noise.contains($0.name) })
        let present = Dictionary(now.map { ($0.name, $0.hash) }, uniquingKeysWith: { $1 })
        let missing = then.filter { present[$0.name] == nil }.map(\.name)
        let known = Set(then.map(\.name))
        let other = then.filter { variable in present[variable.name].map { $0 != variable.hash } ?? false }.map(\.name)
        let new = now.map(\.name).filter { !known.contains($0) }
        return [("missing", missing), ("with another value", other), ("new", new)].filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.joined(separator: ", "))" }
    }
}
