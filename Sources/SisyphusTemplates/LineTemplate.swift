public import SisyphusCore

#if Templates
import UL4

/// A template that formats the lines of a log in place of the default format.
///
/// It sees `time`, `starttime`, `elapsed`, `tasks`, `tags`, `line`, `job`, `sysinfo` and `env`. Line feeds of its source and the
/// indentation after them are ignored; a line feed is put behind each line.
public final class LineTemplate: LineFormatter {
    private let renderer: Renderer
    private let time, elapsed, tasks, tags, line: Renderer.Variable?
    private let clock = LineClock()
    /// What the variables were made from: they are made anew only when it changes, or for the first line.
    private var shown: (tasks: [LogTask], tags: [String])?
    /// Why the template was given up, until somebody asks.
    private var failure: String?
    /// Whether the template has failed, so that lines have the default format from then on.
    public private(set) var isBroken = false

    /// - Throws: `OptionError` that says what is wrong with the template, and where.
    public init(_ source: String, facts: TemplateFacts) throws(OptionError) {
        let clock = clock
        renderer = Renderer(
            try LineTemplate.parse(source), varying: ["line"],
            clock: TemplateClock(local: { try clock.local() }, utc: { try clock.utc() }), limits: LineTemplate.limits)
        for (name, value) in facts.values {
            if let variable = renderer.variable(name) { renderer[variable] = value }
        }
        (time, elapsed) = (renderer.variable("time"), renderer.variable("elapsed"))
        (tasks, tags, line) = (renderer.variable("tasks"), renderer.variable("tags"), renderer.variable("line"))
    }

    /// The default format of log lines, written as a template.
    public static let standard = """
        [<?print format(time, "%Y-%m-%d %H:%M:%S.%f")?>]=[t+
        <?if elapsed.days()?><?print elapsed.days()?> day<?if elapsed.days() != 1?>s<?end if?>, <?end if?>
        <?print elapsed.seconds()//3600?>:<?print format(elapsed.seconds()//60%60, "02")?>:<?print format(elapsed.seconds()%60, "02")?>.
        <?print format(elapsed.microseconds(), "06")?>]
        <?for task in tasks?> :: <?print task?><?end for?>
        <?if tags?> :: <?for tag in tags?>{<?print tag?>}<?end for?><?end if?> >> <?print line?>
        """

    /// Why a template cannot be used; nil if it can.
    static func flaw(of source: String) -> String? {
        do throws(OptionError) {
            _ = try parse(source)
            return nil
        } catch {
            return error.description
        }
    }

    private static func parse(_ source: String) throws(OptionError) -> Template { try TemplateSource.parse(source, "formatlogline") }

    /// Appends a line.
    /// - Returns: false if the template failed; nothing is appended then.
    public func append(_ text: UnsafeRawBufferPointer, _ stamp: Stamp, _ tasks: [LogTask], _ tags: [String], to buffer: ByteBuffer) -> Bool {
        guard !isBroken else { return false }
        update(stamp, tasks, tags)
        if let line { renderer[line] = .string(String(decoding: text, as: UTF8.self)) }
        do {
            buffer.append(UnsafeRawBufferPointer(try renderer.render()))
            buffer.append(UInt8(ascii: "\n"))
            return true
        } catch {
            isBroken = true
            failure = (error as? UL4Error)?.summary ?? "\(error)"
            return false
        }
    }

    /// Many lines are read at once: they have the same time, and mostly the same tasks and tags.
    private func update(_ stamp: Stamp, _ tasks: [LogTask], _ tags: [String]) {
        if stamp != clock.stamp || shown == nil {
            clock.stamp = stamp
            if let time { renderer[time] = Value(stamp.time) }
            if let elapsed { renderer[elapsed] = Value(microseconds: stamp.elapsed) }
        }
        if let shown, shown.tasks == tasks, shown.tags == tags { return }
        shown = (tasks, tags)
        if let variable = self.tasks { renderer[variable] = .list(tasks.map { Value($0) }) }
        if let variable = self.tags { renderer[variable] = .list(tags.map { .string($0) }) }
    }

    /// A line must not hold up the job for long.
    private static let limits = Limits(steps: 200_000, output: 4 << 20, objects: 50_000)

    /// Why the template was given up, once.
    public func takeFailure() -> String? {
        defer { failure = nil }
        return failure
    }
}

/// The clock of a template for lines: it stands still at the time of the line.
private final class LineClock {
    var stamp = Stamp(time: Timestamp(microseconds: 0), elapsed: 0)

    func local() throws -> CalendarTime { try CalendarTime(sinceEpoch: stamp.time.microseconds &+ Int64(stamp.time.utcOffset) * 1_000_000) }

    func utc() throws -> CalendarTime { try CalendarTime(sinceEpoch: stamp.time.microseconds) }
}
#else
/// In a program without templates nobody has one.
public final class LineTemplate: LineFormatter {
    public let isBroken = true

    /// - Throws: `OptionError`, always.
    public init(_ source: String, facts: TemplateFacts) throws(OptionError) { throw TemplateSource.flaw }

    static func flaw(of source: String) -> String? { TemplateSource.flaw(of: source, "formatlogline") }

    public func append(_ text: UnsafeRawBufferPointer, _ stamp: Stamp, _ tasks: [LogTask], _ tags: [String], to buffer: ByteBuffer) -> Bool { false }

    public func takeFailure() -> String? { nil }
}
#endif

extension LineTemplate {
    /// The option that gives one.
    public static let option = OptionRow(
        "formatlogline", "TEMPLATE", in: .log,
        .setting(
            .text(accepts: "an UL4 template, or file:PATH with one") { text in
                guard !text.isEmpty, text != "file:" else { return "it is empty" }
                return text.hasPrefix("file:") ? nil : flaw(of: text)
            }, \.formatlogline, text: \ClassSettings.Type.formatlogline),
        help:
            "Format the lines of text logs with this UL4 template (or file:PATH), which sees time, starttime, elapsed, tasks, tags, line, job, sysinfo and env."
    )
}
