public import SisyphusCore

#if Templates
import UL4
#endif

/// Renders a template to try it out: `sisyphus format`.
public struct TemplateTrial {
    /// What the template made, or why it could not.
    public enum Result {
        case output(String)
        /// The template, its variables or the white space mode is wrong.
        case refused(String)
        /// The template is right, but failed with these variables.
        case failed(String)
    }

    public var template = ""
    /// A JSON object; `nil`: the variables of a log line of an example run.
    public var variables: String?
    /// `keep`, `strip` or `smart`; `nil`: `strip`, as log lines have it, or `keep` with variables of one's own.
    public var whitespace: String?
    /// The present, for `now()` and the example.
    public var now = Timestamp(microseconds: 0)

    public init() {}

    #if Templates
    public func render() -> Result {
        let mode = whitespace ?? (variables == nil ? "strip" : "keep")
        guard let whitespace = Whitespace(rawValue: mode) else {
            return .refused("white space cannot be \"\(mode)\"\(NearestName.accepted(["keep", "strip", "smart"], insteadOf: mode))")
        }
        let template: Template
        let values: [(String, Value)]
        do {
            template = try Template(self.template, whitespace: whitespace, name: "template")
        } catch {
            return .refused("the template is wrong:\n\(error)")
        }
        do {
            values = try variables.map(read) ?? example.filter { template.accepts($0.0) }
        } catch {
            return .refused("the variables are wrong: \((error as? UL4Error)?.message ?? "\(error)")")
        }
        do {
            let now = now
            let clock = TemplateClock(
                local: { try CalendarTime(sinceEpoch: now.microseconds + Int64(now.utcOffset) * 1_000_000) },
                utc: { try CalendarTime(sinceEpoch: now.microseconds) })
            var output: [UInt8] = []
            try template.render(arguments: values, into: &output, clock: clock, limits: TemplateTrial.limits)
            return .output(String(decoding: output, as: UTF8.self))
        } catch {
            return .failed("the template failed:\n\(error)")
        }
    }

    /// More than any line or message may cost; the wait for a runaway ends before somebody ends it.
    private static let limits = Limits(steps: 2_000_000)

    private func read(_ json: String) throws -> [(String, Value)] {
        guard case .dict(let dict) = try Value(json: json) else { throw UL4Error.host("they are no JSON object") }
        return try dict.pairs.map { (try $0.key.text(), $0.value) }
    }

    private var example: [(String, Value)] {
        var facts = TemplateFacts()
        facts.projectname = "ACME.FooBar"
        facts.jobname = "fetch"
        facts.maxtime = .seconds(180)
        let elapsed: Int64 = 2_345_678
        facts.start = Timestamp(microseconds: now.microseconds - elapsed, utcOffset: now.utcOffset)
        facts.system = [
            ("host_name", "www.example.org"), ("host_fqdn", "www.example.org"), ("user_name", "acme"), ("user_dir", "/home/acme"),
            ("script_name", "./fetch.sh"),
        ]
        facts.numbers = [("user_uid", 1000), ("user_gid", 1000), ("pid", 4710)]
        facts.environment = { $0 == "HOME" ? "/home/acme" : nil }
        let tasks = [
            LogTask(type: "child", name: "4711", isProcess: true),
            LogTask(type: "import", name: "customers.csv", index: 2, count: 9, start: facts.start),
        ]
        return facts.values.map { ($0.key, $0.value) } + [
            ("time", Value(now)), ("elapsed", Value(microseconds: elapsed)), ("tasks", .list(tasks.map { Value($0) })),
            ("tags", .list([.string("xml"), .string("warning")])), ("line", .string("can't parse customers.xml")),
        ]
    }
    #else
    public func render() -> Result { .refused(TemplateSource.flaw.description) }
    #endif
}
