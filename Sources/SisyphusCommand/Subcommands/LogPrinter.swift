import SisyphusCore
import SisyphusUnix
import SisyphusViews

/// Prints those lines of logs that are asked for; nothing in them acts on a terminal.
final class LogPrinter {
    /// Nobody reads any more.
    struct ReaderIsGone: Error {}

    var filter = LogFilter()
    var pattern: LinePattern?
    var isJSON = false
    /// Only the last lines of each log; `nil`: all.
    var limit: Int?
    /// Whether each log has a heading.
    var showsHeadings = false
    /// How many lines were chosen.
    private(set) var count = 0

    private let local: (Timestamp) -> Timestamp
    private let sanitizer = Sanitizer(escapes: .escape)
    private let waiting = ByteBuffer(capacity: 300 << 10)
    private var log: (place: JobOverview.Place, log: RunLog)?
    private var headingIsDue = false
    /// The newest lines, where only the last ones are wanted.
    private var kept: [[UInt8]] = []

    init(local: @escaping (Timestamp) -> Timestamp) { self.local = local }

    func begin(_ place: JobOverview.Place, _ log: RunLog) throws {
        try endLog()
        self.log = (place, log)
        headingIsDue = showsHeadings && !isJSON
    }

    /// - Parameter lines: whole ones.
    func take(_ lines: UnsafeRawBufferPointer) throws {
        var at = 0
        while at < lines.count {
            guard let line = pattern.map({ $0.nextLine(in: lines, from: at) }) ?? at..<LinePattern.end(ofLineIn: lines, from: at) else { return }
            at = line.upperBound + 1
            try choose(UnsafeRawBufferPointer(rebasing: lines[line]))
        }
    }

    private func choose(_ line: UnsafeRawBufferPointer) throws {
        if !filter.takesAll, !filter.takes(LoggedLine(String(decoding: line, as: UTF8.self))) { return }
        count += 1
        guard let limit else { return try show(line) }
        if limit == 0 { return }
        kept.append(Array(line))
        if kept.count >= 2 * limit { kept.removeFirst(kept.count - limit) }
    }

    private func show(_ line: UnsafeRawBufferPointer) throws {
        guard let (place, log) = log else { return }
        if headingIsDue {
            headingIsDue = false
            waiting.append(LogView.heading(place, log, local: local) + "\n")
        }
        if isJSON {
            waiting.append(LogView.json(String(decoding: line, as: UTF8.self), place, log))
        } else {
            sanitizer.append(line, to: waiting)
            waiting.append(UInt8(ascii: "\n"))
        }
        if waiting.count > 256 << 10 { try send() }
    }

    /// Nothing more of this log is there at the moment: what is chosen so far is shown, what comes is shown as it comes.
    func pause() throws {
        try endLog()
        limit = nil
        try send()
    }

    func endLog() throws {
        guard let limit, !kept.isEmpty else { return }
        for line in kept.suffix(limit) { try line.withUnsafeBytes { try show($0) } }
        kept = []
    }

    func send() throws {
        guard StandardOutput.send(waiting.bytes, to: 1) else { throw ReaderIsGone() }
        waiting.removeAll()
    }
}
