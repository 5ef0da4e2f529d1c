public import SisyphusCore

#if Templates
package import UL4
#endif

/// What templates know about a run besides the line: `job`, `sysinfo`, `env`.
public struct TemplateFacts {
    public var projectname = "", jobname = ""
    public var identifier: String?
    public var maxtime: Duration?
    public var maxEmailErrors: Int?
    /// Start of the run.
    public var start: Timestamp?
    /// Its end, where that is known.
    public var end: Timestamp?
    /// Where the log is, as others can reach it.
    public var logFileURL: String?
    /// `host_name`, `user_name` and the like.
    public var system: [(name: String, value: String)] = []
    /// `user_uid`, `pid` and the like.
    public var numbers: [(name: String, value: Int)] = []
    /// The environment of the supervisor.
    public var environment: (String) -> String? = { _ in nil }

    public init() {}

    #if Templates
    /// The variables of the same name.
    package var values: [String: Value] {
        let environment = environment
        let texts = system.map { ($0.name, Value.string($0.value)) }
        let sysinfo: Value = .object(NamedValues("SysInfo", Dictionary(texts + numbers.map { ($0.name, .int($0.value)) }) { first, _ in first }))
        let job = NamedValues(
            "Job",
            [
                "projectname": .string(projectname), "jobname": .string(jobname), "identifier": Value(identifier),
                "maxtime": Value(microseconds: maxtime?.microseconds), "maxemailerrors": Value(maxEmailErrors), "starttime": Value(start),
                "endtime": Value(end),
                "logfileurl": Value(logFileURL), "sysinfo": sysinfo,
            ])
        let env = HostFunction("env") { positional, keywords in
            guard positional.count == 1, keywords.isEmpty, case .string(let name) = positional[0] else {
                throw UL4Error.host("env() takes the name of a variable")
            }
            // Options, among them secrets, are nobody's business.
            return name.hasPrefix(OptionRow.environmentPrefix) && !name.hasPrefix(OptionRow.runVariablePrefix) ? .none : Value(environment(name))
        }
        return ["job": .object(job), "sysinfo": sysinfo, "env": .hostFunction(env), "starttime": Value(start)]
    }
    #endif
}
