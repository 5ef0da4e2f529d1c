// Renders a template as large as the default format of log lines many times and says how long one line takes: when all of it is
// rendered for each line, and when only the text of the line changes, as it does in lines that are read at once.
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

/// Microseconds a line.
@MainActor func measure(varying: Set<String>) throws -> Double {
    let renderer = Renderer(template, varying: varying)
    for (name, value) in [("time", time), ("tasks", tasks), ("tags", tags), ("job", .object(job))] {
        if let variable = renderer.variable(name) { renderer[variable] = value }
    }
    let line = renderer.variable("line")!
    var start = timespec(), end = timespec()
    clock_gettime(CLOCK_MONOTONIC, &start)
    for i in 0..<count {
        renderer[line] = .string("cannot parse customers.xml \(i)")
        _ = try renderer.render()
    }
    clock_gettime(CLOCK_MONOTONIC, &end)
    return (Double(end.tv_sec - start.tv_sec) * 1e9 + Double(end.tv_nsec - start.tv_nsec)) / Double(count) / 1000
}

print("\(try measure(varying: ["time", "tasks", "tags", "line"])) µs a line, \(try measure(varying: ["line"])) µs when only its text changes; \(count) lines")
