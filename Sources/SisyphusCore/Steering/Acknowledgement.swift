/// That somebody knows of a job's present failure: the file `ack`, one JSON object.
public struct Acknowledgement: Sendable, Equatable {
    /// Which failure it is: what makes two failures the same.
    public var failure: String
    public var at: Timestamp
    public var by: String?

    public init(failure: String, at: Timestamp, by: String?) { (self.failure, self.at, self.by) = (failure, at, by) }

    /// - Returns: `nil`: the file is damaged.
    public init?(bytes: [UInt8]) {
        guard let json = JSONValue(bytes), let failure = json["failure"]?.string, let at = json["at"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        self.init(failure: failure, at: at, by: json["by"]?.string)
    }

    public var bytes: [UInt8] {
        JSONValue.members(["failure": .string(failure), "at": .string(at.rfc3339), "by": .text(by)]).bytes + [UInt8(ascii: "\n")]
    }

    /// Whether it is about this failure, and the job has not worked since.
    ///
    /// - Parameter lastGood: when the last good run ended, in microseconds since 1970.
    public func covers(_ failure: String, lastGood: Int64?) -> Bool { self.failure == failure && at.microseconds > lastGood ?? .min }
}
