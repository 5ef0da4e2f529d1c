extension RunRecord {
    /// The record as one line of JSON, line feed included. What is not known is left out.
    public var jsonLine: [UInt8] {
        let object = RecordWriter()
        if version > 1 { object.number("v", Int64(version)) }
        object.text("kind", kind.rawValue)
        object.text("id", id)
        object.text("project", project)
        object.text("job", job)
        object.text("start", start.rfc3339)
        object.text("end", end.rfc3339)
        object.text("status", status?.description)
        object.text("reason", reason)
        object.text("note", note)
        object.text("summary", summary)
        object.text("slot", slot?.rfc3339)
        object.number("exit_code", exitCode)
        object.number("signal", signal)
        object.seconds("seconds", elapsed)
        object.seconds("user_seconds", userTime)
        object.seconds("system_seconds", systemTime)
        object.number("peak_memory_kib", peakMemory)
        object.number("io_read", read)
        object.number("io_write", written)
        object.number("switches", switches)
        object.number("oom_kills", oomKills)
        object.number("tree_peak_kib", use?.memoryPeak.map { $0 >> 10 })
        object.seconds("cpu_pressure", use?.cpuPressure)
        object.seconds("memory_pressure", use?.memoryPressure)
        object.seconds("io_pressure", use?.ioPressure)
        object.number("lines", lines)
        object.number("bytes", bytes)
        object.number("dropped", dropped)
        object.number("copy_dropped", copyDropped)
        object.number("warnings", warnings)
        object.number("exceptions", exceptions)
        object.number("leftovers", leftovers)
        object.number("skips", skips)
        object.seconds("lock_wait", lockWait)
        object.seconds("jitter", jitter)
        object.seconds("group_wait", groupWait)
        object.seconds("fleet_wait", fleetWait)
        object.text("lock", lock)
        object.text("fence", fence)
        object.number("tries", tries.map(Int64.init))
        if degraded { object.yes("degraded") }
        object.texts("limits_hit", limitsHit)
        object.text("log", log)
        object.texts("last_lines", lastLines)
        object.write(metrics)
        object.number("pid", pid)
        object.write(surroundings)
        return object.line
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
        if kind != .skip && self.status == nil { return nil }
        self.kind = kind
        version = json["v"]?.int.flatMap(Int.init(exactly:)) ?? 1
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
        copyDropped = json["copy_dropped"]?.int
        leftovers = json["leftovers"]?.int
        skips = json["skips"]?.int
        degraded = json["degraded"]?.bool ?? false
        log = json["log"]?.string
        pid = json["pid"]?.int.flatMap(Int32.init(exactly:))
        warnings = json["warnings"]?.int
        exceptions = json["exceptions"]?.int
        lastLines = json["last_lines"]?.strings ?? []
        read = json["io_read"]?.int
        written = json["io_write"]?.int
        switches = json["switches"]?.int
        oomKills = json["oom_kills"]?.int
        var use = TreeUse()
        use.memoryPeak = json["tree_peak_kib"]?.int.map { $0 << 10 }
        use.cpuPressure = json["cpu_pressure"]?.microseconds
        use.memoryPressure = json["memory_pressure"]?.microseconds
        use.ioPressure = json["io_pressure"]?.microseconds
        if use != TreeUse() { self.use = use }
        limitsHit = json["limits_hit"]?.strings ?? []
        lockWait = json["lock_wait"]?.microseconds
        jitter = json["jitter"]?.microseconds
        groupWait = json["group_wait"]?.microseconds
        fleetWait = json["fleet_wait"]?.microseconds
        (lock, fence) = (json["lock"]?.string, json["fence"]?.string)
        tries = json["tries"]?.int.flatMap(Int.init(exactly:))
        note = json["note"]?.string
        if case .object(let members)? = json["metrics"] { metrics = members.compactMap { Metric(name: $0.key, $0.value) } }
        surroundings = Surroundings(json)
        // Version 1 had no kind of its own for them.
        if version == 1, kind == .run, self.status == .failed, reason == LostRun.text { self.kind = .lost }
    }

    /// The records of a whole file or of its end, oldest first; broken lines (a torn one at the start of the piece, one
    /// that was being written when the machine died) are passed over.
    public static func records(in bytes: [UInt8]) -> [RunRecord] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { RunRecord(jsonLine: $0) }
    }

    /// The last record for which the condition holds; reads from the end and stops there.
    public static func last(in bytes: [UInt8], where condition: (RunRecord) -> Bool) -> RunRecord? {
        var found: RunRecord?
        RecordLine.forEach(fromEndOf: bytes) { line in
            if let record = line?.record, condition(record) { found = record }
            return found == nil
        }
        return found
    }
}

extension JSONValue {
    /// A number of seconds, in microseconds.
    public var microseconds: Int64? {
        double.flatMap { Int64(exactly: ($0 * 1_000_000).rounded()) }
    }
}

/// Writes the members of one object; those without a value are left out. A record is written at the end of each run, so no values are made of its parts.
private struct RecordWriter {
    private let buffer = ByteBuffer(capacity: 2048)

    private func key(_ key: StaticString) {
        buffer.append(buffer.isEmpty ? "{\"" : ",\"")
        buffer.append(key)
        buffer.append("\":")
    }

    private func string(_ text: String) {
        buffer.append("\"")
        JSONString.append(text, to: buffer)
        buffer.append("\"")
    }

    func text(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    func texts(_ name: StaticString, _ values: [String]) {
        guard !values.isEmpty else { return }
        key(name)
        for (index, value) in values.enumerated() {
            buffer.append(index == 0 ? "[" : ",")
            string(value)
        }
        buffer.append("]")
    }

    func number(_ name: StaticString, _ value: Int64?) {
        guard let value else { return }
        key(name)
        buffer.appendDecimal(value, width: 1)
    }

    func number(_ name: StaticString, _ value: Int32?) { number(name, value.map(Int64.init)) }

    /// Microseconds, with six decimals.
    func seconds(_ name: StaticString, _ microseconds: Int64?) {
        guard let microseconds else { return }
        key(name)
        if microseconds < 0 { buffer.append("-") }
        let magnitude = Int64(clamping: microseconds.magnitude)
        buffer.appendDecimal(magnitude / 1_000_000, width: 1)
        buffer.append(".")
        buffer.appendDecimal(magnitude % 1_000_000, width: 6)
    }

    func yes(_ name: StaticString) {
        key(name)
        buffer.append("true")
    }

    func write(_ metrics: [Metric]) {
        if metrics.isEmpty { return }
        key("metrics")
        JSONValue.object(metrics.map { ($0.name, $0.json) }).append(to: buffer)
    }

    func write(_ around: Surroundings) {
        text("host", around.host)
        text("boot", around.boot)
        text("user", around.user)
        texts("argv", around.argv)
        text("cwd", around.cwd)
        if let program = around.program {
            key("program")
            buffer.append("{\"path\":")
            string(program.path)
            text("mtime", program.modified.rfc3339)
            number("size", program.size)
            text("sha256", program.hash)
            buffer.append("}")
        }
        if let umask = around.umask {
            key("umask")
            buffer.append("\"")
            for shift: UInt16 in [9, 6, 3, 0] { buffer.append(UInt8(ascii: "0") + UInt8(umask >> shift & 7)) }
            buffer.append("\"")
        }
        if let limits = around.limits {
            key("limits")
            for (index, limit) in limits.enumerated() {
                buffer.append(index == 0 ? "{" : ",")
                string(limit.name)
                buffer.append(":")
                buffer.append(limit.value.map { String($0) } ?? "\"unlimited\"")
            }
            buffer.append(limits.isEmpty ? "{}" : "}")
        }
        text("trigger", around.trigger?.rawValue)
        guard let environment = around.environment else { return }
        // Last, so that what it holds stands behind all that is looked for by its key.
        key("environment")
        for (index, variable) in environment.enumerated() {
            buffer.append(index == 0 ? "{" : ",")
            string(variable.name)
            buffer.append(":\"")
            for shift: UInt32 in [28, 24, 20, 16, 12, 8, 4, 0] { buffer.append(Hex.digit(UInt8(truncatingIfNeeded: variable.hash >> shift & 15))) }
            buffer.append("\"")
        }
        buffer.append(environment.isEmpty ? "{}" : "}")
    }

    var line: [UInt8] {
        buffer.append("}\n")
        return buffer.array
    }
}

extension Surroundings {
    /// What a record has of it.
    fileprivate init(_ json: JSONValue) {
        host = json["host"]?.string
        boot = json["boot"]?.string
        user = json["user"]?.string
        argv = json["argv"]?.strings ?? []
        cwd = json["cwd"]?.string
        umask = json["umask"]?.string.flatMap { UInt16($0, radix: 8) }
        trigger = json["trigger"]?.string.flatMap(Trigger.init(rawValue:))
        if let value = json["program"], let path = value["path"]?.string, let modified = value["mtime"]?.string.flatMap(Timestamp.init(rfc3339:)),
            let size = value["size"]?.int
        {
            program = ProgramFile(path: path, modified: modified, size: size, hash: value["sha256"]?.string)
        }
        if case .object(let members)? = json["limits"] {
            limits = members.map { Limit(name: $0.key, value: $0.value.int.flatMap(UInt64.init(exactly:))) }
        }
        if case .object(let members)? = json["environment"] {
            environment = members.map { Variable(name: $0.key, hash: $0.value.string.flatMap { UInt32($0, radix: 16) } ?? 0) }
        }
    }
}
