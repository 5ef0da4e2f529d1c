import UL4

/// What templates know about a run besides the line: `job`, `sysinfo`, `env`.
public struct TemplateFacts {
    public var projectname = "", jobname = ""
    public var identifier: String?
    public var maxtime: Duration?
    public var maxEmailErrors: Int?
    /// Start of the run.
    public var start: Timestamp?
    /// Where the log is, as others can reach it.
    public var logFileURL: String?
    /// `hostname`, `username` and the like.
    public var system: [(name: String, value: String)] = []
    /// The environment of the supervisor.
    public var environment: (String) -> String? = { _ in nil }

    public init() {}

    /// The variables of the same name.
    var values: [String: Value] {
        let environment = environment
        let job = NamedValues(
            "Job",
            [
                "projectname": .string(projectname), "jobname": .string(jobname), "identifier": Value(identifier),
                "maxtime": Value(microseconds: maxtime?.microseconds), "maxemailerrors": Value(maxEmailErrors), "starttime": Value(start), "endtime": .none,
                "logfileurl": Value(logFileURL),
            ])
        let sysinfo = NamedValues("SysInfo", Dictionary(system.map { ($0.name, .string($0.value)) }) { first, _ in first })
        let env = HostFunction("env") { positional, keywords in
            guard positional.count == 1, keywords.isEmpty, case .string(let name) = positional[0] else { throw UL4Error.host("env() takes the name of a variable") }
            // Options, among them secrets, are nobody's business.
            return name.hasPrefix(OptionRow.environmentPrefix) && !name.hasPrefix(OptionRow.runVariablePrefix) ? .none : Value(environment(name))
        }
        return ["job": .object(job), "sysinfo": .object(sysinfo), "env": .hostFunction(env), "starttime": Value(start)]
    }
}
