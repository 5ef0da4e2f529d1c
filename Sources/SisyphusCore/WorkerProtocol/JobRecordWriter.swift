/// Writes records as `RecordFilter` finds them. The buffer holds one record at a time.
public final class JobRecordWriter {
    public let buffer = ByteBuffer(capacity: 2 * RecordKey.longestRecord)
    private let start: [UInt8]
    private var lastTags: [String] = []
    private var lastTagsJSON: [UInt8] = []

    public init(key: RecordKey) {
        start = key.start
    }

    /// Writes a text in as many records as it needs.
    ///
    /// - Parameters:
    ///   - task: 0: none.
    ///   - moment: what the monotonic clock shows, in microseconds.
    ///   - send: is called for each record, whose bytes are in `buffer`.
    public func message(task: Int, tags: [String], text: String, at moment: Int64, send: () -> Void) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            repeat {
                begin()
                buffer.append("{\"m\":")
                append(task)
                buffer.append(",\"s\":")
                append(Int(moment))
                if !tags.isEmpty { appendTags(tags) }
                // `","+":1}` and LF must find room behind the text.
                buffer.append(",\"t\":\"")
                rest = UnsafeRawBufferPointer(rebasing: rest[append(rest, limit: RecordKey.longestRecord - buffer.count - 10)...])
                buffer.append(rest.isEmpty ? "\"}\n" : "\",\"+\":1}\n")
                send()
            } while !rest.isEmpty
        }
    }

    public func began() {
        begin()
        buffer.append("{\"o\":\"began\"}\n")
    }

    /// - Parameter moment: what the monotonic clock shows, in microseconds.
    public func taskBegan(id: Int, parent: Int, _ task: LogTask, at moment: Int64) {
        begin()
        buffer.append("{\"b\":")
        append(id)
        buffer.append(",\"p\":")
        append(parent)
        buffer.append(",\"s\":")
        append(Int(moment))
        append(",\"type\":\"", task.type)
        append(",\"name\":\"", task.name)
        if let index = task.index { buffer.append(",\"index\":"); append(index) }
        if let count = task.count { buffer.append(",\"count\":"); append(count) }
        for (key, value) in task.data.sorted(by: { $0.key < $1.key }) {
            // What does not fit is left out; data are there to help, not to be complete.
            guard buffer.count + 2 * (key.utf8.count + value.utf8.count) < RecordKey.longestRecord - 64 else { continue }
            buffer.append(",\"d.")
            append(key, limit: 200)
            buffer.append("\":\"")
            append(value, limit: 1000)
            buffer.append("\"")
        }
        buffer.append("}\n")
    }

    public func taskEnded(id: Int, failed: Bool) {
        begin()
        buffer.append("{\"e\":")
        append(id)
        buffer.append(failed ? ",\"f\":1}\n" : "}\n")
    }

    public func metric(_ metric: Metric) {
        begin()
        append("{\"v\":\"", ([metric.name, metric.number] + [metric.unit].compactMap { $0 }).joined(separator: " "))
        buffer.append("}\n")
    }

    /// What does not fit into a record is cut off.
    public func outcome(_ outcome: StatedOutcome) {
        begin()
        let (word, text): (StaticString, String?) =
            switch outcome {
            case .uneventful: ("uneventful", nil)
            case .successful(let text): ("successful", text)
            case .failed(let text): ("failed", text)
            }
        buffer.append("{\"o\":\"")
        buffer.append(word)
        buffer.append("\"")
        append(",\"t\":\"", text, limit: RecordKey.longestRecord - 200)
        buffer.append("}\n")
    }

    // MARK: JSON

    private func begin() {
        buffer.removeAll()
        buffer.append(start)
    }

    private func append(_ number: Int) {
        if number >= 0, number < 10 { return buffer.append(UInt8(0x30 + number)) }
        buffer.append(String(number))
    }

    private func append(_ key: StaticString, _ text: String?, limit: Int = 1000) {
        guard let text else { return }
        buffer.append(key)
        append(text, limit: limit)
        buffer.append("\"")
    }

    private func append(_ text: String, limit: Int) {
        var text = text
        text.withUTF8 { _ = append(UnsafeRawBufferPointer($0), limit: limit) }
    }

    private func appendTags(_ tags: [String]) {
        if tags != lastTags {
            let old = buffer.count
            buffer.append(",\"g\":[\"")
            for (position, tag) in tags.prefix(LineGrammar.maxTags).enumerated() {
                if position > 0 { buffer.append("\",\"") }
                append(tag, limit: 100)
            }
            buffer.append("\"]")
            lastTags = tags
            lastTagsJSON = Array(buffer.bytes[old...])
        } else {
            buffer.append(lastTagsJSON)
        }
    }

    /// Appends text inside of a string, at most `limit` bytes of JSON. Returns how many bytes of the text that were.
    private func append(_ text: UnsafeRawBufferPointer, limit: Int) -> Int {
        guard let base = text.bindMemory(to: UInt8.self).baseAddress else { return 0 }
        let end = base + text.count
        let full = buffer.count + limit
        var at = base
        while at < end, buffer.count < full {
            let plain = JSONString.plain(at, min(end, at + full - buffer.count))
            var stop = plain
            // No character is cut in two, lest each half be taken for something invalid.
            if plain < end, plain.pointee & 0xc0 == 0x80 { while stop > at, stop.pointee & 0xc0 == 0x80 { stop -= 1 } }
            buffer.append(UnsafeRawBufferPointer(start: at, count: stop - at))
            at = stop
            guard stop == plain, at < end, buffer.count + 6 <= full else { break }
            JSONString.appendEscape(UInt32(at.pointee), to: buffer)
            at += 1
        }
        return at - base
    }
}
