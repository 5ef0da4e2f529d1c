extension RunRecord {
    /// The record as one line of JSON, line feed included. What is not known is left out.
    public var jsonLine: [UInt8] {
        let object = JSONValue.members([
            "kind": .string(kind.rawValue),
            "id": .string(id),
            "project": .text(project),
            "job": .text(job),
            "start": .string(start.rfc3339),
            "end": .string(end.rfc3339),
            "status": .text(status?.description),
            "reason": .text(reason),
            "summary": .text(summary),
            "slot": slot.map { .string($0.rfc3339) },
            "exit_code": .number(exitCode),
            "signal": .number(signal),
            "seconds": elapsed.map(JSONValue.seconds),
            "user_seconds": userTime.map(JSONValue.seconds),
            "system_seconds": systemTime.map(JSONValue.seconds),
            "peak_memory_kib": .number(peakMemory),
            "lines": .number(lines),
            "bytes": .number(bytes),
            "dropped": .number(dropped),
            "leftovers": .number(leftovers),
            "skips": .number(skips),
            "degraded": degraded ? true : nil,
            "log": .text(log),
        ])
        return object.bytes + [UInt8(ascii: "\n")]
    }

    /// Reads a line; `nil` if it is broken or lacks the id or a time. Keys that are not known are passed over, so that an
    /// older version reads the records of a newer one.
    public init?(jsonLine line: some Sequence<UInt8>) {
        guard let json = JSONValue(line), let id = json["id"]?.string,
            let start = json["start"]?.string.flatMap(Timestamp.init(rfc3339:)),
            let end = json["end"]?.string.flatMap(Timestamp.init(rfc3339:)),
            let kind = Kind(rawValue: json["kind"]?.string ?? "run")
        else { return nil }
        let status = json["status"]?.string
        self.init(id: id, start: start, end: end, status: Status.allCases.first { $0.description == status })
        // A run whose status is not known must not count for anything, least of all for a good one.
        if kind == .run && self.status == nil { return nil }
        self.kind = kind
        project = json["project"]?.string
        job = json["job"]?.string
        reason = json["reason"]?.string
        summary = json["summary"]?.string
        slot = json["slot"]?.string.flatMap(Timestamp.init(rfc3339:))
        exitCode = json["exit_code"]?.int.flatMap(Int32.init(exactly:))
        signal = json["signal"]?.int.flatMap(Int32.init(exactly:))
        elapsed = json["seconds"]?.microseconds
        userTime = json["user_seconds"]?.microseconds
        systemTime = json["system_seconds"]?.microseconds
        peakMemory = json["peak_memory_kib"]?.int
        lines = json["lines"]?.int
        bytes = json["bytes"]?.int
        dropped = json["dropped"]?.int
        leftovers = json["leftovers"]?.int
        skips = json["skips"]?.int
        degraded = json["degraded"]?.bool ?? false
        log = json["log"]?.string
    }

    /// The records of a whole file or of its end, oldest first; broken lines (a torn one at the start of the piece, one
    /// that was being written when the machine died) are passed over.
    public static func records(in bytes: [UInt8]) -> [RunRecord] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { RunRecord(jsonLine: $0) }
    }

    /// The last record for which the condition holds; reads from the end and stops there.
    public static func last(in bytes: [UInt8], where condition: (RunRecord) -> Bool) -> RunRecord? {
        var end = bytes.endIndex
        while end > bytes.startIndex {
            let start = bytes[..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.startIndex
            if start < end, let record = RunRecord(jsonLine: bytes[start..<end]), condition(record) { return record }
            end = start - 1
        }
        return nil
    }
}

extension JSONValue {
    /// A number of seconds, in microseconds.
    fileprivate var microseconds: Int64? {
        double.flatMap { Int64(exactly: ($0 * 1_000_000).rounded()) }
    }
}
