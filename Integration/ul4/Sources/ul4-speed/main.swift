// Renders a template as large as the default format of log lines many times and says how long one line takes.
import Glibc
import UL4

final class Task: HostObject {
    let values: [String: Value]

    init(_ values: [String: Value]) { self.values = values }

    func attribute(_ name: String) -> Value? { values[name] }
}

/// What the default format does, written as a template.
let format = """
    <?print time?> <?for t in tasks?>{<?if t.index is not None?>[<?print t.index+1?><?if t.count is not None?>/<?print t.count?><?end if?>] <?end if?>
    <?print t.type?><?if t.name?> <?print t.name?><?end if?>}<?end for?> :: <?for tag in tags?>{<?print tag?>}<?end for?> >> <?print line?>

    """
let template = try Template(format, whitespace: .strip)
let job = Task(["projectname": .string("ACME"), "jobname": .string("fetch")])
let tasks: Value = .list([
    .object(Task(["type": .string("parent"), "name": .string("4711"), "index": .none, "count": .none])),
    .object(Task(["type": .string("import"), "name": .string("customers.csv"), "index": .int(2), "count": .int(9)])),
])
let tags: Value = .list([.string("xml"), .string("warning")])
let count = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 100_000 : 100_000
let time = Value.datetime(try CalendarTime(year: 2026, month: 11, day: 23, hour: 17, minute: 45, second: 29, microsecond: 773_522))

var output: [UInt8] = []
var start = timespec(), end = timespec()
clock_gettime(CLOCK_MONOTONIC, &start)
for i in 0..<count {
    output.removeAll(keepingCapacity: true)
    try template.render(["time": time, "tasks": tasks, "tags": tags, "job": .object(job), "line": .string("cannot parse customers.xml \(i)")], into: &output)
}
clock_gettime(CLOCK_MONOTONIC, &end)
let nanoseconds = Double(end.tv_sec - start.tv_sec) * 1e9 + Double(end.tv_nsec - start.tv_nsec)
print(String(decoding: output, as: UTF8.self), terminator: "")
print("\n\(nanoseconds / Double(count) / 1000) µs a line, \(count) lines")
