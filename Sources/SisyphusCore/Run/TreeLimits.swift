/// What all processes of a run may use together. The kernel keeps it in a control group of their own (Documentation/admin-guide/cgroup-v2.rst).
public struct TreeLimits: Sendable, Equatable {
    /// Bytes. A run that cannot be kept below them is killed as a whole.
    public var memoryMax: Int?
    /// Bytes. Above them the processes are slowed down and lose what can be read again.
    public var memoryHigh: Int?
    /// Processes and threads that there may be at one time.
    public var tasksMax: Int?
    public var cpuMax: CPUShare?

    public init() {}

    public var isOn: Bool { memoryMax != nil || memoryHigh != nil || tasksMax != nil || cpuMax != nil }

    /// The options that ask for a limit, for sentences.
    public var options: String {
        [(memoryMax != nil, "memory-max"), (memoryHigh != nil, "memory-high"), (tasksMax != nil, "tasks-max"), (cpuMax != nil, "cpu-max")]
            .filter(\.0).map { "--\($0.1)" }.joined(separator: ", ")
    }

    /// The kernel's controllers that keep them.
    public var controllers: [String] {
        [(memoryMax ?? memoryHigh) != nil ? "memory" : nil, tasksMax != nil ? "pids" : nil, cpuMax != nil ? "cpu" : nil].compactMap { $0 }
    }

    /// What the files of the control group get.
    public var files: [(name: String, content: String)] {
        var files: [(name: String, content: String)] = []
        if let memoryHigh { files.append(("memory.high", "\(memoryHigh)")) }
        // A limit that killed one process and let the others go on would leave half a run that may end as a good one.
        if let memoryMax { files += [("memory.max", "\(memoryMax)"), ("memory.oom.group", "1")] }
        if let tasksMax { files.append(("pids.max", "\(tasksMax)")) }
        if let cpuMax { files.append(("cpu.max", "\(cpuMax.thousandths * 100) 100000")) }
        return files
    }
}

/// How much of the processors: time that all processes together get, as a share of the time that passes.
public struct CPUShare: Sendable, Equatable {
    /// Of one processor.
    public var thousandths: Int

    public init(thousandths: Int) { self.thousandths = thousandths }
}

/// What the control group of a run has counted.
public struct TreeUse: Sendable, Equatable {
    /// The most memory that all processes had together, page cache included, in bytes.
    public var memoryPeak: Int64?
    /// How long at least one process waited for a processor, for memory, or for storage, in microseconds.
    public var cpuPressure: Int64?
    public var memoryPressure: Int64?
    public var ioPressure: Int64?
    /// How often the memory limit was reached and nothing could be freed.
    public var memoryRefused: Int64 = 0
    /// Processes that the kernel killed for want of memory, whosever limit it was.
    public var oomKills: Int64 = 0
    /// Attempts to start a process or thread that `tasksMax` refused.
    public var tasksRefused: Int64 = 0

    public init() {}

    /// The number that stands behind a word in a file of lines `WORD NUMBER` (`memory.events`).
    public static func number(_ word: String, in content: String) -> Int64? {
        for line in content.split(separator: "\n") where line.hasPrefix(word + " ") { return Int64(line.dropFirst(word.utf8.count + 1)) }
        return nil
    }

    /// The microseconds for which at least one process waited, in a file such as `cpu.pressure` (Documentation/accounting/psi.rst).
    public static func pressure(_ content: String) -> Int64? {
        content.split(separator: "\n").first { $0.hasPrefix("some ") }.flatMap { $0.split(separator: "=").last }.flatMap { Int64($0) }
    }

    /// Why the kernel killed a run; `nil`: it did not.
    ///
    /// - Parameter before: what had been counted when the try began.
    public func death(since before: TreeUse, limits: TreeLimits) -> String? {
        guard oomKills > before.oomKills else { return nil }
        guard let limit = limits.memoryMax, memoryRefused > before.memoryRefused else {
            return "killed because there was no memory left outside its own limits"
        }
        return "killed for memory at \(SizeText.words(limit))"
    }
}

extension Outcome {
    /// The same of a run that failed because the kernel killed it.
    public func killed(_ death: String) -> Outcome {
        guard status == .failed else { return self }
        var outcome = self
        (outcome.text, outcome.reason) = (death, "memory")
        outcome.health = death.capitalizingFirst + (summary.map { ": \($0)" } ?? "")
        return outcome
    }
}

extension ValueParser<CPUShare?> {
    package static var cpuShare: ValueParser {
        .parsed(
            accepts:
                "a share of one processor (50%, 250% for two and a half) or a number of processors (0.5, 2.5) from 0.01 to 10000, and 0 or none for no limit",
            takesNumbers: true
        ) { text throws(Refusal) in
            if text.lowercased() == "none" { return nil }
            var bytes = Array(text.utf8)[...]
            let number = try DecimalText.readPrefix(of: &bytes, what: "number")
            let isShare = bytes.first == UInt8(ascii: "%")
            if isShare { bytes = bytes.dropFirst() }
            guard bytes.isEmpty else { throw Refusal("it is not a number") }
            guard let thousandths = number.times(isShare ? 10 : 1000) else { throw Refusal("it is too large") }
            if thousandths == 0, number.isZero { return nil }
            guard thousandths >= 10 else { throw Refusal("it is less than 1%") }
            guard thousandths <= 10_000_000 else { throw Refusal("it is more than 10000 processors") }
            return CPUShare(thousandths: Int(thousandths))
        } write: {
            $0.map { $0.thousandths % 10 == 0 ? "\($0.thousandths / 10)%" : "\($0.thousandths / 10).\($0.thousandths % 10)%" } ?? "none"
        }
    }
}
