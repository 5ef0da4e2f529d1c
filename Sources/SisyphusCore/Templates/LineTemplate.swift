import UL4

/// A template that formats the lines of a log in place of the default format.
///
/// It sees `time`, `starttime`, `elapsed`, `tasks`, `tags`, `line`, `job`, `sysinfo` and `env`. Line feeds of its source and the
/// indentation after them are ignored; a line feed is put behind each line.
public final class LineTemplate {
    private let template: Template
    private let facts: [String: Value]
    private var tasks: (key: [LogTask], value: Value) = ([], .list([]))
    private var tags: (key: [String], value: Value) = ([], .list([]))
    private var output: [UInt8] = []
    /// Why the template was given up, until somebody asks.
    private var failure: String?
    /// Whether the template has failed, so that lines have the default format from then on.
    private(set) var isBroken = false

    /// - Throws: `OptionError` that says what is wrong with the template, and where.
    public init(_ source: String, facts: TemplateFacts) throws(OptionError) {
        template = try LineTemplate.parse(source)
        self.facts = facts.values
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

    private static func parse(_ source: String) throws(OptionError) -> Template { try TemplateSource.parse(source, "formatlogline", .strip) }

    /// Appends a line.
    /// - Returns: false if the template failed; nothing is appended then.
    func append(_ text: UnsafeRawBufferPointer, _ stamp: Stamp, _ tasks: [LogTask], _ tags: [String], to buffer: ByteBuffer) -> Bool {
        guard !isBroken else { return false }
        if self.tasks.key != tasks { self.tasks = (tasks, .list(tasks.map { Value($0) })) }
        if self.tags.key != tags { self.tags = (tags, .list(tags.map { .string($0) })) }
        var variables = facts
        variables["time"] = Value(stamp.time)
        variables["elapsed"] = Value(microseconds: stamp.elapsed)
        variables["tasks"] = self.tasks.value
        variables["tags"] = self.tags.value
        variables["line"] = .string(String(decoding: text, as: UTF8.self))
        output.removeAll(keepingCapacity: true)
        do {
            try template.render(variables, into: &output, limits: LineTemplate.limits)
        } catch {
            isBroken = true
            failure = (error as? UL4Error)?.summary ?? "\(error)"
            return false
        }
        buffer.append(output)
        buffer.append(ByteScan.lineFeed)
        return true
    }

    /// A line must not hold up the job for long.
    private static let limits: Limits = {
        var limits = Limits()
        limits.steps = 200_000
        limits.output = 4 << 20
        limits.objects = 50_000
        return limits
    }()

    /// Why the template was given up, once.
    func takeFailure() -> String? {
        defer { failure = nil }
        return failure
    }
}
