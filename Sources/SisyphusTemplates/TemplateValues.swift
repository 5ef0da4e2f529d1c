package import SisyphusCore

#if Templates
package import UL4

/// An object of ours as templates see it: attributes by name, and a text.
package final class NamedValues: HostObject {
    package let typeName: String
    package let text: String
    private let values: [String: Value]

    package init(_ typeName: String, _ values: [String: Value], text: String = "") {
        self.typeName = typeName
        self.values = values
        self.text = text
    }

    package func attribute(_ name: String) -> Value? { values[name] }
}

extension Value {
    package init(_ text: String?) { self = text.map { .string($0) } ?? .none }

    package init(_ number: Int?) { self = number.map { .int($0) } ?? .none }

    /// A local date and time, without its zone.
    package init(_ time: Timestamp?) {
        guard let time, let local = try? CalendarTime(sinceEpoch: time.microseconds &+ Int64(time.utcOffset) * 1_000_000) else {
            self = .none
            return
        }
        self = .datetime(local)
    }

    /// A span of time in microseconds.
    package init(microseconds: Int64?) { self = microseconds.map { .timedelta(TimeDelta(microseconds: $0)) } ?? .none }

    /// A task: `type`, `name`, `index` (from 0), `count`, `starttime`; `endtime`, `success` and `data` are known when a task has ended, which those shown have not. As text it is the label that the default format shows.
    package init(_ task: LogTask) {
        self = .object(
            NamedValues(
                "Task",
                [
                    "type": Value(task.type), "name": Value(task.name), "index": Value(task.index), "count": Value(task.count), "starttime": Value(task.start),
                    "endtime": .none, "success": .none, "data": .none,
                ],
                text: TaskLabel.log(task)))
    }
}
#endif
