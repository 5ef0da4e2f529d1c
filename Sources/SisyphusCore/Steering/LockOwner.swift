/// Whose the lock of all hosts is, as its value says.
public struct LockOwner: Sendable, Equatable {
    public var host: String
    /// The supervisor.
    public var pid: Int32?
    public var boot: String?
    /// The id of the run.
    public var run: String?
    public var since: Timestamp?

    public init(host: String, pid: Int32? = nil, boot: String? = nil, run: String? = nil, since: Timestamp? = nil) {
        (self.host, self.pid, self.boot, self.run, self.since) = (host, pid, boot, run, since)
    }

    public var json: JSONValue {
        .members([
            "host": .string(host), "boot": .text(boot), "pid": .number(pid), "run": .text(run), "since": .text(since?.rfc3339),
        ])
    }

    /// `nil`: it is no object that names a host.
    public init?(_ json: JSONValue) {
        guard let host = json["host"]?.string, !host.isEmpty else { return nil }
        self.init(
            host: host, pid: json["pid"]?.int.flatMap(Int32.init(exactly:)), boot: json["boot"]?.string, run: json["run"]?.string,
            since: json["since"]?.string.flatMap(Timestamp.init(rfc3339:)))
    }

    /// Reads the value of a lock. A text that says it in its own words is taken for the host.
    public init?(text: String) {
        if let json = JSONValue(text.utf8), let owner = LockOwner(json) {
            self = owner
        } else {
            let shown = Sanitizer(escapes: .escape).text(Array(text.utf8.prefix(200)))
            if shown.isEmpty { return nil }
            self.init(host: shown)
        }
    }

    /// `alpha, as process 4711 since 2026-11-28 06:30:00 +01:00, run ID`
    ///
    /// - Parameter local: a moment in the time zone of the reader.
    public func text(local: (Timestamp) -> Timestamp) -> String {
        host + (pid.map { ", as process \($0)" } ?? "") + (since.map { " since \(local($0).textWithZone)" } ?? "") + (run.map { ", run \($0)" } ?? "")
    }
}
