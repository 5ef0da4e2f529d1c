/// What the processes of a run were doing at a bad moment, for its log.
public struct Snapshot: Sendable, Equatable {
    public struct Process: Sendable, Equatable {
        public var pid: Int32
        public var parent: Int32
        /// As in proc(5): `R` running, `S` sleeping, `D` waiting for a device, `T` stopped, `Z` ended.
        public var state: Character
        public var name: String
        /// Empty: it is not known.
        public var command: [String] = []
        /// CPU time, in microseconds.
        public var cpu: Int64
        /// Bytes.
        public var resident: Int64
        /// Since it began, in microseconds.
        public var age: Int64
        public var threads: Int
        /// The function of the kernel that it waits in.
        public var channel: String?
        /// The file, pipe or socket that it waits for.
        public var object: String?

        /// - Parameters:
        ///   - stat: the content of `/proc/PID/stat` (proc(5)).
        ///   - tick: clock ticks a second.
        ///   - uptime: of the machine, in microseconds.
        ///   - page: bytes.
        public init?(stat: String, tick: Int64, uptime: Int64, page: Int64) {
            // The name may hold blanks and parentheses.
            guard let open = stat.firstIndex(of: "("), let close = stat.lastIndex(of: ")"), let pid = Int32(stat[..<open].trimmed) else { return nil }
            let fields = stat[stat.index(after: close)...].split(separator: " ")
            guard fields.count > 21, let state = fields[0].first, let parent = Int32(fields[1]), let user = Int64(fields[11]), let system = Int64(fields[12]),
                let threads = Int(fields[17]), let start = Int64(fields[19]), let pages = Int64(fields[21])
            else { return nil }
            (self.pid, self.parent, self.state, name) = (pid, parent, state, String(stat[stat.index(after: open)..<close]))
            (self.threads, cpu, resident, age) = (threads, (user + system) * 1_000_000 / tick, pages * page, max(0, uptime - start * 1_000_000 / tick))
        }
    }

    public var processes: [Process] = []
    /// How many were not looked at, because the time was over.
    public var leftOut = 0
    /// Of how many that wait it was not looked for what.
    public var unasked = 0
    /// The content of `/proc/loadavg`.
    public var load = ""
    /// By `cpu`, `memory` and `io`, the content of the files in `/proc/pressure`.
    public var pressure: [(what: String, content: String)] = []
    /// Bytes that are free, by what lies there.
    public var free: [(what: String, bytes: Int64)] = []

    public init() {}

    /// Nothing for a run without processes.
    public var lines: [String] {
        guard !processes.isEmpty || leftOut > 0 else { return [] }
        let known = Set(processes.map(\.pid))
        let children = Dictionary(grouping: processes) { known.contains($0.parent) ? $0.parent : 0 }
        var lines = [head]
        var open = (children[0] ?? []).reversed().map { (process: $0, depth: 1) }
        while let (process, depth) = open.popLast() {
            lines.append(String(repeating: "  ", count: min(depth, 10)) + Snapshot.line(process))
            open += (children[process.pid] ?? []).reversed().map { ($0, depth + 1) }
        }
        var more = leftOut
        if lines.count > Snapshot.mostLines - 1 {
            more += lines.count - (Snapshot.mostLines - 1)
            lines.removeLast(lines.count - (Snapshot.mostLines - 1))
        }
        if more > 0 { lines.append("  \(grouped(more)) more are not shown") }
        return lines
    }

    /// What a log may get at once.
    public static let mostLines = 200

    private var head: String {
        let count = processes.count + leftOut
        var parts = ["\(grouped(count)) \(count == 1 ? "process" : "processes")"]
        if unasked > 0 { parts.append("what \(grouped(unasked)) of them wait for was not looked at") }
        let averages = load.split(separator: " ").prefix(3).map(String.init)
        if averages.count == 3 { parts.append("load \(averages.joined(separator: " "))") }
        for (what, content) in pressure { if let share = Snapshot.share(content) { parts.append("\(what) pressure \(share) %") } }
        for (what, bytes) in free { parts.append("\(Snapshot.size(bytes)) free for \(what)") }
        return parts.joined(separator: ", ")
    }

    /// `some avg10=1.53 avg60=…`: how much of the last ten seconds something waited (Documentation/accounting/psi.rst).
    private static func share(_ content: String) -> String? {
        guard content.hasPrefix("some "), let (_, rest) = content[...].parted(at: "avg10=") else { return nil }
        return String(rest.prefix { $0 == "." || $0.isNumber })
    }

    private static func line(_ process: Process) -> String {
        var text = "\(process.pid) \(state(process.state)), CPU \(TimeSpanText.words(microseconds: process.cpu)), \(size(process.resident))"
        text += ", \(TimeSpanText.words(microseconds: process.age)) old"
        if let channel = process.channel { text += ", in \(channel)" }
        if let object = process.object { text += ", for \(object)" }
        let command = process.command.isEmpty ? "[\(process.name)]" : ShellText.command(MaskedCommand.words(process.command).map(maskedText))
        return text + ": " + TextCut.head(TextCut.line(command), bytes: 200)
    }

    /// A text for a shell has words of its own.
    private static func maskedText(_ word: String) -> String {
        word.utf8.contains(UInt8(ascii: " "))
            ? MaskedCommand.words(word.split(separator: " ", omittingEmptySubsequences: false).map(String.init)).joined(separator: " ") : word
    }

    private static func state(_ letter: Character) -> String {
        switch letter {
        case "R": "runs"
        case "S": "sleeps"
        case "D": "waits for a device"
        case "T", "t": "is stopped"
        case "Z": "has ended"
        default: String(letter)
        }
    }

    private static func size(_ bytes: Int64) -> String {
        let tenths = (bytes * 10) >> 20
        return bytes >= 10 << 30 ? "\(bytes >> 30) GiB" : "\(tenths / 10).\(tenths % 10) MiB"
    }

    public static func == (one: Snapshot, other: Snapshot) -> Bool { one.lines == other.lines }
}

/// Sockets of a network namespace, as `/proc/net/tcp` and `/proc/net/tcp6` show them (proc(5)).
public enum SocketTable {
    /// `10.0.0.7:443`, the other side of the connection of a socket; `nil`: it is none of the table.
    public static func peer(of inode: String, in table: String) -> String? {
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count > 9, fields[9] == inode else { continue }
            let parts = fields[2].split(separator: ":")
            guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return nil }
            let bytes = address(parts[0])
            if bytes.count == 4 { return "\(bytes.map { String($0) }.joined(separator: ".")):\(port)" }
            let groups = stride(from: 0, to: bytes.count, by: 2).map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            return "[\(groups.joined(separator: ":"))]:\(port)"
        }
        return nil
    }

    /// Words of 32 bits in the order of the machine, which is little-endian wherever sisyphus is built.
    private static func address(_ digits: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = digits
        while rest.count >= 8, let word = UInt32(rest.prefix(8), radix: 16) {
            for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
            rest = rest.dropFirst(8)
        }
        return bytes
    }
}
