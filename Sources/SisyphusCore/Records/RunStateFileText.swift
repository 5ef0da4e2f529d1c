extension RunStateFile {
    /// The content of the file.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func line(_ key: StaticString, _ value: (some CustomStringConvertible)?) {
            guard let value else { return }
            bytes.append(key)
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: value.description.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        func quoted(_ text: String) -> String { JSONValue.string(text).bytes.text }
        line("id", quoted(id))
        line("log", log.map(quoted))
        line("host", host.map(quoted))
        line("boot", bootID.map(quoted))
        line("pidns", pidNamespace)
        line("supervisor", supervisor)
        line("keeper", keeper)
        line("job", job)
        line("cgroup", controlGroup.map(quoted))
        line("start", start?.rfc3339)
        line("slot", slot?.rfc3339)
        line("maxtime", maxtime)
        line("repeat", repeats)
        line("waiting", waiting)
        line("program", JSONValue.array(program.map(JSONValue.string)).bytes.text)
        for record in unwritten {
            bytes.append("record ")
            bytes.append(contentsOf: record.jsonLine)
        }
        bytes.append("end\n")
        return bytes
    }

    /// Reads what is there; `nil` if not even the run id is. Unknown keys are passed over.
    public init?(bytes: [UInt8]) {
        self.init(id: "")
        isComplete = false
        guard let lastFeed = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return nil }
        for line in bytes[..<lastFeed].split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            let value = parts.count > 1 ? parts[1] : []
            let text = String(decoding: value, as: UTF8.self)
            switch String(decoding: parts.first ?? [], as: UTF8.self) {
            case "id": id = JSONValue(value)?.string ?? ""
            // Recovery writes to this file: a name that is not ours is as good as none.
            case "log": log = JSONValue(value)?.string.flatMap { LogName($0) == nil ? nil : $0 }
            case "host": host = JSONValue(value)?.string
            case "boot": bootID = JSONValue(value)?.string
            case "pidns": pidNamespace = UInt64(text)
            case "supervisor": supervisor = ProcessMark(text)
            case "keeper": keeper = ProcessMark(text)
            case "job": job = Int32(text).flatMap { $0 > 0 ? $0 : nil }
            case "cgroup": controlGroup = JSONValue(value)?.string
            case "start": start = Timestamp(rfc3339: text)
            case "slot": slot = Timestamp(rfc3339: text)
            case "maxtime": maxtime = Int64(text)
            case "repeat": repeats = text == "true"
            case "waiting": waiting = Waiting(text)
            case "program": program = JSONValue(value)?.strings ?? []
            case "record": RunRecord(jsonLine: value).map { unwritten.append($0) }
            case "end": isComplete = true
            default: break
            }
        }
        if id.isEmpty { return nil }
    }
}

extension RunStateFile.Waiting: CustomStringConvertible {
    public var description: String { ([kind.rawValue] + [until?.rfc3339].compactMap { $0 }).joined(separator: " ") }

    /// Reads `KIND [UNTIL]`.
    public init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard let kind = parts.first.flatMap({ Kind(rawValue: String($0)) }) else { return nil }
        self.init(kind, until: parts.dropFirst().first.flatMap { Timestamp(rfc3339: String($0)) })
    }
}

extension RunStateFile.ProcessMark: CustomStringConvertible {
    public var description: String { "\(pid) \(start)" }

    /// Reads `PID START`; a pid below 1 is refused, since 0 and negative ones mean groups to `kill`.
    public init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let pid = Int32(parts[0]), pid > 0, let start = UInt64(parts[1]) else { return nil }
        self.init(pid: pid, start: start)
    }
}
