/// The names under which our files are prepared before they take their place: `.NAME.PID.tmp`.
public enum TemporaryName {
    /// Whether it is such a name, for a NAME that this program writes.
    public static func isOurs(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { writer(bytes) != nil }

    /// The process that writes under such a name; `nil`: it is none of ours.
    public static func writer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
        guard bytes.count > 6, bytes[0] == UInt8(ascii: "."), bytes.suffix(4).elementsEqual(".tmp".utf8) else { return nil }
        let inner = bytes[1..<(bytes.count - 4)]
        guard let dot = inner.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let pid = inner[(dot + 1)...]
        guard !pid.isEmpty, pid.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        let name = UnsafeBufferPointer(rebasing: inner[..<dot])
        guard LogName(name) != nil || fixed.contains(String(decoding: name, as: UTF8.self)) else { return nil }
        return Int32(String(decoding: pid, as: UTF8.self))
    }

    private static let fixed: Set<String> = Set(
        LinkName.all + ["current.sisyphushealth", RunStateFile.name, "runs.jsonl", "notify.state", "notify.post", "notify.lost", "notify.stuck"])
}

/// The symbolic links to logs in a job's directory.
public enum LinkName {
    public static let current = "current" + LogName.suffix

    /// `last_successful.sisyphuslog` and so on.
    public static func last(_ status: Status) -> String { "last_\(status)" + LogName.suffix }

    public static let all = [current] + Status.allCases.map(last)
}
