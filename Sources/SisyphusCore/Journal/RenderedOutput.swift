/// A destination of the log in one format. What is rendered waits in `pending` for the one who writes it.
public final class RenderedOutput {
    public let format: RunSettings.LogFormat
    /// Whole lines to be written; the writer drains what it has written.
    public let pending = ByteBuffer(capacity: 1 << 12)
    /// Formats the lines in place of the text format, as long as it does not fail.
    let formatter: (any LineFormatter)?
    /// What lines for a log service have in place of the prefix.
    private let service: ServiceLines?
    private var limiter: SizeLimiter?
    private var leftOutAtEnd = (lines: 0, bytes: 0)

    /// - Parameter maxBytes: the size of the log's head; what follows is left out but for the last 1 MiB. `nil`: no limit.
    public init(format: RunSettings.LogFormat, maxBytes: Int? = nil, formatter: (any LineFormatter)? = nil) {
        self.format = format
        self.formatter = format == .text ? formatter : nil
        service = nil
        limiter = maxBytes.map(SizeLimiter.init(limit:))
    }

    private init(_ service: ServiceLines.Service) {
        format = .text
        formatter = nil
        self.service = ServiceLines(service)
    }

    /// Lines for a pipe that systemd-journald reads: each with its priority and without the time (sd-daemon(3)).
    public static func journal() -> RenderedOutput { RenderedOutput(.journal) }

    /// Lines for the socket of the syslog daemon, each a message without its line feed.
    public static func syslog(_ sender: SyslogSender) -> RenderedOutput { RenderedOutput(.syslog(sender)) }

    /// An output of the same form, for lines that are not the journal's.
    public var another: RenderedOutput { service.map { RenderedOutput($0.service) } ?? RenderedOutput(format: format, formatter: formatter) }

    /// Lines and bytes of the log that were left out because it had become too large.
    public var leftOut: (lines: Int, bytes: Int) {
        limiter.map { ($0.leftOutLines, $0.leftOutBytes) } ?? leftOutAtEnd
    }

    @inline(__always)
    private func render(_ body: (ByteBuffer) -> Void) {
        if let tail = limiter?.tail {
            body(tail)
            limiter!.trimOften()
        } else {
            let old = pending.count
            body(pending)
            limiter?.check(pending, old: old)
        }
    }

    /// Plain lines.
    func append(_ batch: LineBatch, _ prefix: LinePrefix, _ sanitizer: Sanitizer) {
        render { buffer in
            if format == .json {
                let head = prefix.json.bytes
                for index in 0..<batch.bounds.count { JSONFormat.append(head, batch.line(index), sanitizer: sanitizer, to: buffer) }
            } else if let formatter, !formatter.isBroken {
                for index in 0..<batch.bounds.count { RenderedOutput.append(batch.line(index), prefix, formatter, to: buffer) }
            } else if let service {
                for index in 0..<batch.bounds.count { RenderedOutput.append(batch.line(index), prefix, service, to: buffer) }
            } else {
                RenderedOutput.copy(batch, prefix.text.bytes, to: buffer)
            }
        }
    }

    /// One line. `shown` is the text made fit to be shown.
    func append(
        _ text: UnsafeRawBufferPointer, shown: UnsafeRawBufferPointer, _ prefix: LinePrefix, _ sanitizer: Sanitizer
    ) {
        render { buffer in
            if format == .json {
                JSONFormat.append(prefix.json.bytes, text, sanitizer: sanitizer, to: buffer)
            } else if let formatter, !formatter.isBroken {
                RenderedOutput.append(shown, prefix, formatter, to: buffer)
            } else if let service {
                RenderedOutput.append(shown, prefix, service, to: buffer)
            } else {
                buffer.append(prefix.text)
                buffer.append(format == .raw ? text : shown)
                buffer.append(ByteScan.lineFeed)
            }
        }
    }

    /// One line by the formatter, in the usual form if it fails.
    private static func append(_ shown: UnsafeRawBufferPointer, _ prefix: LinePrefix, _ formatter: any LineFormatter, to buffer: ByteBuffer) {
        let stamp = prefix.stamp ?? Stamp(time: Timestamp(microseconds: 0), elapsed: 0)
        if formatter.append(shown, stamp, prefix.tasks, prefix.tags, to: buffer) { return }
        buffer.append(prefix.text)
        buffer.append(shown)
        buffer.append(ByteScan.lineFeed)
    }

    private static func append(_ shown: UnsafeRawBufferPointer, _ prefix: LinePrefix, _ service: ServiceLines, to buffer: ByteBuffer) {
        service.appendHead(prefix, to: buffer)
        buffer.append(shown)
        buffer.append(ByteScan.lineFeed)
    }

    /// Copies prefix, line and line feed for each line: the innermost loop of the program.
    private static func copy(_ batch: LineBatch, _ prefix: UnsafeRawBufferPointer, to buffer: ByteBuffer) {
        let total = batch.bytes + batch.bounds.count * (prefix.count + 1)
        let start = buffer.reserve(total)
        var at = UnsafeMutableRawPointer(start)
        let head = prefix.baseAddress!
        let headCount = prefix.count
        for bounds in batch.bounds {
            at.copyMemory(from: head, byteCount: headCount)
            at += headCount
            let count = Int(bounds.end - bounds.start)
            at.copyMemory(from: batch.base + Int(bounds.start), byteCount: count)
            at += count
            at.storeBytes(of: ByteScan.lineFeed, as: UInt8.self)
            at += 1
        }
        buffer.commit(total)
    }

    /// The run is over: the end that was kept is written after a line that counts what is left out.
    /// What follows is no longer limited.
    func finish(_ note: (_ lines: Int, _ bytes: Int, _ limit: Int) -> Void) {
        guard var limiter else { return }
        limiter.trim(to: SizeLimiter.tailBytes)
        self.limiter = nil
        leftOutAtEnd = (limiter.leftOutLines, limiter.leftOutBytes)
        if limiter.leftOutBytes > 0 { note(limiter.leftOutLines, limiter.leftOutBytes, limiter.limit) }
        if let tail = limiter.tail { pending.append(tail) }
    }
}

extension RenderedOutput {
    /// A line of our own about the log itself.
    func appendNote(_ text: UnsafeRawBufferPointer, _ prefix: LinePrefix, _ sanitizer: Sanitizer) {
        append(text, shown: text, prefix, sanitizer)
    }
}

/// Gives the lines of a log another form than the usual one.
public protocol LineFormatter: AnyObject {
    /// Whether it has failed, so that lines have the usual form from then on.
    var isBroken: Bool { get }

    /// Appends a line.
    /// - Returns: false if it failed; nothing is appended then.
    func append(_ text: UnsafeRawBufferPointer, _ stamp: Stamp, _ tasks: [LogTask], _ tags: [String], to buffer: ByteBuffer) -> Bool

    /// Why it was given up, once.
    func takeFailure() -> String?
}
