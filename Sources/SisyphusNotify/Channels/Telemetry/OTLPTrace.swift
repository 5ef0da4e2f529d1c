import SisyphusCore

/// A run as a trace in the JSON of OTLP ("OTLP Specification", "JSON Protobuf Encoding"; the names of attributes are those of OpenTelemetry's semantic conventions 1.37 for
/// pipelines (`cicd.…`), processes and exceptions, where these have one).
struct OTLPTrace {
    var report: RunReport
    var context: TraceContext
    var settings: TelemetrySettings

    var json: JSONValue {
        let scope: JSONValue = .members(["name": "sisyphus", "version": .string(report.version)])
        let spans: JSONValue = .array([run] + tasks)
        return .members([
            "resourceSpans": .array([
                .members([
                    "resource": .members(["attributes": resource]), "scopeSpans": .array([.members(["scope": scope, "spans": spans])]),
                ])
            ])
        ])
    }

    private var resource: JSONValue {
        var attributes: [String: JSONValue] = [
            "service.name": .string("sisyphus"), "service.version": .string(report.version), "host.name": .string(report.host.name),
            "os.type": .string("linux"),
        ]
        // A service of another name has a version of its own.
        if settings.resource["service.name"] != nil { attributes["service.version"] = nil }
        for (name, value) in settings.resource { attributes[name] = .string(value) }
        return OTLPTrace.attributes(attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    // MARK: The run

    private var run: JSONValue {
        let label = "\(report.project)/\(report.job)" + (report.identifier.map { ".\($0)" } ?? "")
        var attributes: [(String, JSONValue?)] = [
            ("cicd.pipeline.name", .string(label)), ("cicd.pipeline.action.name", "RUN"), ("cicd.pipeline.run.id", .string(report.id)),
            ("cicd.pipeline.result", .string(result)), ("error.type", error.map { .string($0) }),
            ("process.command_line", .string(TextCut.head(report.command, bytes: 4096))), ("process.pid", report.pid > 0 ? .int(Int64(report.pid)) : nil),
            ("process.exit.code", .number(report.exitCode)), ("process.owner", .string(report.user.name)),
            ("sisyphus.status", .string(report.status.description)), ("sisyphus.reason", .text(report.reason)), ("sisyphus.summary", .text(report.jobSummary)),
            ("sisyphus.signal", .number(report.signal)), ("sisyphus.log", .text(report.logPath)), ("sisyphus.lines", .int(Int64(report.lines))),
        ]
        for metric in report.metrics { attributes.append(("sisyphus.metric.\(metric.name)", .number("\(metric.value)"))) }
        if let count = report.trace?.leftOut, count > 0 { attributes.append(("sisyphus.left_out", .int(Int64(count)))) }
        var events = notes(in: nil)
        if let exception = report.exception, !(report.trace?.notes.contains { $0.isException } ?? false) {
            events.append(event("exception", report.elapsed, [("exception.type", .string(exception.type)), ("exception.message", .string(exception.value))]))
        }
        return json(
            Span(
                id: context.span, parent: settings.parent?.span, name: "RUN \(label)", kind: 2, time: (0, report.elapsed), attributes: attributes,
                events: events,
                failure: report.status.isGood ? nil : report.reason))
    }

    private var result: String {
        switch report.status {
        case .successful, .uneventful: "success"
        case .failed: "failure"
        case .timeout: "timeout"
        case .interrupted: "cancellation"
        }
    }

    private var error: String? {
        report.status.isGood ? nil : report.exception?.type ?? report.exitCode.map { "exit \($0)" } ?? report.signal.map(Signal.name) ?? result
    }

    // MARK: Its tasks

    private var tasks: [JSONValue] {
        guard let trace = report.trace else { return [] }
        return trace.spans.enumerated().map { place, task in
            let name = [task.task.type, task.task.name].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
            var attributes: [(String, JSONValue?)] = [
                ("cicd.pipeline.task.name", .string(TaskLabel.title(task.task))), ("cicd.pipeline.task.run.id", .string(id(place))),
                ("cicd.pipeline.task.run.result", .string(task.hasFailed ? "failure" : "success")), ("error.type", task.hasFailed ? "failure" : nil),
                ("sisyphus.task.number", task.task.index.map { .int(Int64(clamping: $0) &+ 1) }),
                ("sisyphus.task.count", task.task.count.map { .int(Int64($0)) }),
            ]
            for (key, value) in task.task.data.sorted(by: { $0.key < $1.key }) { attributes.append(("sisyphus.task.data.\(key)", .string(value))) }
            return json(
                Span(
                    id: id(place), parent: task.parent.map(id) ?? context.span,
                    name: name.isEmpty ? TaskLabel.title(task.task) : TextCut.head(name, bytes: 200),
                    kind: 1, time: (task.start, task.end ?? report.elapsed), attributes: attributes, events: notes(in: place),
                    failure: task.hasFailed ? "the task has failed" : nil))
        }
    }

    private func id(_ place: Int) -> String { TraceContext.span(report.id, "task \(place)") }

    private func notes(in span: Int?) -> [JSONValue] {
        (report.trace?.notes ?? []).filter { $0.span == span }.map { note in
            let lines = note.lines.map { TextCut.head($0, bytes: 2000) }
            let tags: (String, JSONValue?) = ("sisyphus.tags", .array(note.tags.map(JSONValue.string)))
            guard note.isException else {
                let name = note.tags.contains { $0.hasPrefix("warn") } ? "warning" : "error"
                return event(name, note.time, [("message", .string(lines.joined(separator: "\n"))), tags])
            }
            let exception = JobException(logged: lines, tasks: [])
            return event(
                "exception", note.time,
                [
                    ("exception.type", .string(exception.type)), ("exception.message", .string(exception.value)),
                    ("exception.stacktrace", lines.count > 1 ? .string(lines.joined(separator: "\n")) : nil), tags,
                ])
        }
    }

    // MARK: How it is written

    private struct Span {
        var id: String
        var parent: String?
        var name: String
        /// Of the enumeration `SpanKind`.
        var kind: Int64
        /// Microseconds since the run began.
        var time: (start: Int64, end: Int64)
        var attributes: [(String, JSONValue?)]
        var events: [JSONValue]
        /// `nil`: it went well.
        var failure: String?
    }

    private func json(_ span: Span) -> JSONValue {
        .members([
            "traceId": .string(context.trace), "spanId": .string(span.id), "parentSpanId": .text(span.parent), "traceState": .text(settings.state),
            // The lowest bits are those of the context (trace.proto, SpanFlags).
            "flags": .int(context.isSampled ? 1 : 0), "name": .string(TextCut.line(span.name)), "kind": .int(span.kind),
            "startTimeUnixNano": nanoseconds(span.time.start), "endTimeUnixNano": nanoseconds(max(span.time.start, span.time.end)),
            "attributes": OTLPTrace.attributes(span.attributes), "events": span.events.isEmpty ? nil : .array(span.events),
            "status": span.failure.map { .members(["code": 2, "message": .string(TextCut.head(TextCut.line($0), bytes: 1000))]) },
        ])
    }

    private func event(_ name: String, _ time: Int64, _ attributes: [(String, JSONValue?)]) -> JSONValue {
        .members([
            "timeUnixNano": nanoseconds(time), "name": .string(name),
            "attributes": OTLPTrace.attributes(attributes),
        ])
    }

    /// - Parameter elapsed: microseconds since the run began: a clock that was set meanwhile makes no task longer.
    private func nanoseconds(_ elapsed: Int64) -> JSONValue { .string("\(report.start.microseconds + elapsed)000") }

    private static func attributes(_ attributes: [(String, JSONValue?)]) -> JSONValue {
        .array(attributes.compactMap { name, found in found.map { .members(["key": .string(name), "value": value($0)]) } })
    }

    private static func value(_ value: JSONValue) -> JSONValue {
        switch value {
        case .bool: .members(["boolValue": value])
        case .number(let digits):
            // Integers are of 64 bits, which the JSON of protocol buffers writes as strings.
            digits.utf8.contains(where: { ".eE".utf8.contains($0) }) ? .members(["doubleValue": value]) : .members(["intValue": .string(digits)])
        case .array(let values): .members(["arrayValue": .members(["values": .array(values.map(self.value))])])
        case .string, .null, .object: .members(["stringValue": value])
        }
    }
}
