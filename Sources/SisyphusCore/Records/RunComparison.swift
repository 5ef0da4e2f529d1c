/// A run that ended badly beside the last good one: facts only, no guesses.
public struct RunComparison: Sendable, Equatable {
    /// Something that was otherwise in the good run; `-` where there is nothing.
    public struct Change: Sendable, Equatable {
        public var what: String
        public var before: String
        public var now: String

        public init(what: String, before: String, now: String) { (self.what, self.before, self.now) = (what, before, now) }
    }

    public private(set) var changes: [Change] = []

    /// - Parameters:
    ///   - log: the lines of the bad run's log; empty when it cannot be read.
    ///   - goodLog: those of the good one.
    public init(_ good: RunRecord, _ bad: RunRecord, log: [String], goodLog: [String]) {
        compare("exit status", good.exitCode.map(String.init), bad.exitCode.map(String.init))
        compare("signal", good.signal.map(Signal.name), bad.signal.map(Signal.name))
        if !goodLog.isEmpty {
            let known = Set(LoggedLine.printed(goodLog).map(NormalText.text))
            compare("first new line", nil, LoggedLine.printed(log).first { !known.contains(NormalText.text($0)) })
        }
        if let before = good.elapsed, let now = bad.elapsed, RunComparison.differ(before, now, least: 1_000_000) {
            compare("duration", ShortText.duration(before), ShortText.duration(now))
        }
        if let before = good.peakMemory, let now = bad.peakMemory, RunComparison.differ(before, now, least: 1024) {
            compare("peak memory", "\(before) KiB", "\(now) KiB")
        }
        compare("lines", good.lines.map(String.init), bad.lines.map(String.init))
        compare("bytes that nobody took", good.copyDropped.map(String.init), bad.copyDropped.map(String.init))
        compare(good.surroundings, bad.surroundings)
    }

    private mutating func compare(_ good: Surroundings, _ bad: Surroundings) {
        // What only one of the records knows has not changed for that.
        func known<Value: Equatable>(_ what: String, _ path: KeyPath<Surroundings, Value?>, _ text: (Value) -> String) {
            guard let before = good[keyPath: path], let now = bad[keyPath: path], before != now else { return }
            compare(what, text(before), text(now))
        }
        known("program", \.program?.path) { $0 }
        if good.program?.path == bad.program?.path {
            known("program's time", \.program?.modified) { ShortText.moment($0) }
            known("program's size", \.program?.size) { "\($0) bytes" }
            known("program's hash", \.program?.hash) { $0 }
        }
        if !good.argv.isEmpty, !bad.argv.isEmpty { compare("command", ShellText.command(good.argv), ShellText.command(bad.argv)) }
        known("directory", \.cwd) { $0 }
        known("host", \.host) { $0 }
        if good.host == bad.host { known("boot", \.boot) { $0 } }
        known("user", \.user) { $0 }
        known("umask", \.umask) { String(String(0o10000 | $0, radix: 8).dropFirst()) }
        known("started by", \.trigger) { $0.rawValue }
        compareLimits(good.limits, bad.limits)
        compareEnvironment(good.environment, bad.environment)
    }

    private mutating func compareLimits(_ good: [Surroundings.Limit]?, _ bad: [Surroundings.Limit]?) {
        guard let good, let bad else { return }
        for name in Set((good + bad).map(\.name)).sorted() {
            let texts = [good, bad].map { limits in
                limits.first { $0.name == name }.map { $0.value.map(String.init) ?? "unlimited" } ?? "the usual"
            }
            compare("limit \(name)", texts[0], texts[1])
        }
    }

    private mutating func compareEnvironment(_ good: [Surroundings.Variable]?, _ bad: [Surroundings.Variable]?) {
        guard let good, let bad else { return }
        let before = Dictionary(good.map { ($0.name, $0.hash) }) { $1 }
        let now = Dictionary(bad.map { ($0.name, $0.hash) }) { $1 }
        func names(_ names: [String]) -> String? {
            let names = names.filter { !Self.varying.contains($0) }.sorted()
            return names.isEmpty ? nil : TextCut.head(names.joined(separator: " "), bytes: 300)
        }
        compare("variables that came", nil, names(now.keys.filter { before[$0] == nil }))
        compare("variables that went", names(before.keys.filter { now[$0] == nil }), nil)
        compare("variables with other values", nil, names(now.filter { before[$0.key].map { [value = $0.value] in $0 != value } ?? false }.map(\.key)))
    }

    /// Those that are others in each start.
    private static let varying: Set<String> = [
        "_", "INVOCATION_ID", "JOURNAL_STREAM", "SYSTEMD_EXEC_PID", "TRIGGER_TIMER_REALTIME_USEC", "TRIGGER_TIMER_MONOTONIC_USEC", "XDG_SESSION_ID",
        "WATCHDOG_PID",
        "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "WINDOWID", "TMUX_PANE",
    ]

    private mutating func compare(_ what: String, _ before: String?, _ now: String?) {
        if before != now { changes.append(Change(what: what, before: before ?? "-", now: now ?? "-")) }
    }

    /// By more than a quarter and more than so much.
    private static func differ(_ one: Int64, _ other: Int64, least: Int64) -> Bool { abs(one - other) > max(least, max(one, other) / 4) }
}

/// A line without what differs from run to run: numbers (and with them times), hexadecimal identifiers, and paths.
enum NormalText {
    static func text(_ line: String) -> String {
        var result: [UInt8] = []
        for word in Array(line.utf8).split(separator: UInt8(ascii: " ")) {
            if word.contains(UInt8(ascii: "/")) {
                result.append(UInt8(ascii: "/"))
            } else if word.count >= 8, word.contains(where: { $0 &- 0x30 < 10 }), word.allSatisfy({ Hex.value($0) != nil || $0 == UInt8(ascii: "-") }) {
                result.append(UInt8(ascii: "0"))
            } else {
                var isDigit = false
                for byte in word {
                    let isNext = byte &- 0x30 < 10
                    if !isNext { result.append(byte) } else if !isDigit { result.append(UInt8(ascii: "0")) }
                    isDigit = isNext
                }
            }
            result.append(UInt8(ascii: " "))
        }
        return String(decoding: result, as: UTF8.self)
    }
}
