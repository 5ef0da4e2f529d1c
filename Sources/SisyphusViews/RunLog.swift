public import SisyphusCore

/// A log that a job's directory holds, and what is known of its run.
public struct RunLog: Sendable, Equatable {
    /// Without what compression adds to it.
    public var name: LogName
    public var id: String?
    public var start: Timestamp?
    /// `nil`: the run goes on, or its record is gone.
    public var record: RunRecord?
    public var isGoingOn = false

    public init(name: LogName, id: String? = nil, start: Timestamp? = nil, record: RunRecord? = nil, isGoingOn: Bool = false) {
        (self.name, self.id, self.start, self.record, self.isGoingOn) = (name, id, start, record, isGoingOn)
    }

    /// - Parameters:
    ///   - records: newest first.
    ///   - names: all logs of the directory.
    /// - Returns: newest first by their records, then those without one.
    public static func all(records: [RunRecord], going: RunStateFile?, names: [LogName]) -> [RunLog] {
        var rest = Set(names.map(\.plain))
        var logs: [RunLog] = []
        if let going, let name = going.log.flatMap({ LogName($0) })?.plain, rest.remove(name) != nil {
            logs.append(RunLog(name: name, id: going.id, start: going.start, isGoingOn: true))
        }
        for record in records where record.isRun {
            if let name = record.log.flatMap({ LogName($0) })?.plain, rest.remove(name) != nil {
                logs.append(RunLog(name: name, id: record.id, start: record.start, record: record))
            }
        }
        return logs + rest.sorted { $0.localMicroseconds > $1.localMicroseconds }.map { RunLog(name: $0) }
    }
}

extension LogName {
    /// The name of the same log before it is compressed.
    public var plain: LogName {
        var name = self
        name.compression = nil
        return name
    }
}

/// Which run's log `sisyphus logs` shows.
public enum RunChoice: Sendable, Equatable {
    /// That which is going on, else the last one.
    case newest
    case current
    /// The newest one that has ended.
    case last
    case ended(Status)
    /// The newest whose supervisor was killed; it is a failed one too.
    case lost
    /// 1: the newest log of a run that has ended, 2: the one before.
    case back(Int)
    /// A run's id or its beginning.
    case id(String)

    /// Words for runs, beside numbers and ids.
    public static let words = ["current", "last"] + Status.allCases.map(\.description) + [RunRecord.Kind.lost.rawValue]
    public static let accepted =
        words.joined(separator: ", ") + ", -N for the Nth newest log, or a run's id or its beginning"

    public init?(_ text: String) {
        if text == "current" {
            self = .current
        } else if text == "last" {
            self = .last
        } else if let status = Status.allCases.first(where: { $0.description == text }) {
            self = .ended(status)
        } else if text == RunRecord.Kind.lost.rawValue {
            self = .lost
        } else if text.hasPrefix("-") {
            guard let count = Int(text.dropFirst()), count > 0 else { return nil }
            self = .back(count)
        } else if text.count >= 4, text.utf8.allSatisfy({ $0 != UInt8(ascii: " ") }) {
            self = .id(text)
        } else {
            return nil
        }
    }

    /// - Parameter logs: newest first.
    /// - Returns: none; or several if the beginning of an id is not enough.
    public func pick(_ logs: [RunLog]) -> [RunLog] {
        let ended = logs.filter { !$0.isGoingOn }
        return switch self {
        case .newest: Array(logs.prefix(1))
        case .current: Array(logs.prefix { $0.isGoingOn })
        case .last: Array(ended.prefix(1))
        case .ended(let status): Array(ended.filter { $0.record?.status == status }.prefix(1))
        case .lost: Array(ended.filter { $0.record?.kind == .lost }.prefix(1))
        case .back(let count): Array(ended.dropFirst(count - 1).prefix(1))
        case .id(let id): logs.filter { $0.id?.hasPrefix(id) ?? false }
        }
    }

    /// Whether only a run that kept no log may come before the one that is shown.
    public var isAboutTheNewest: Bool { self == .newest || self == .last }

    /// What there is none of.
    public var missing: String {
        switch self {
        case .newest, .last: "there is no log"
        case .current: "no run is going on"
        case .ended(let status): "there is no log of a run that was \(status)"
        case .lost: "there is no log of a run that was lost"
        case .back(let count): "there is no \(count == 1 ? "log" : "log that far back: -\(count)")"
        case .id(let id): "there is no log of a run \"\(id)\"" + NearestName.hint(for: id, among: RunChoice.words)
        }
    }
}
