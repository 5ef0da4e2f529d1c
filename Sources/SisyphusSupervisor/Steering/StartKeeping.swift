public import SisyphusCore
import SisyphusNotify
import SisyphusOptions
public import SisyphusUnix

/// Keeps how a job is started, so that `sisyphus again` can start it so, and `clean` knows its options.
public enum StartKeeping {
    /// Tells a run that `sisyphus again` has started it; not for the job.
    public static let againVariable = OptionRow.runVariablePrefix + "AGAIN"

    /// Tells starts apart; what it costs each run is little, and only another start is written.
    static func mark(_ context: JobContext, _ around: Surroundings) -> Int64 {
        var bytes: [UInt8] = []
        for word in ProcessTitle.arguments { bytes += word + [0] }
        bytes += Array("\(around.cwd ?? "")\u{0}\(context.caller.umask) \(Processes.niceness)".utf8)
        for limit in around.limits ?? [] { bytes += Array(" \(limit.name) \(limit.value ?? .max)".utf8) }
        return Int64(bytes.withUnsafeBytes { SipHash(key: [UInt8](repeating: 0, count: 16)).hash($0) } >> 2)
    }

    /// How this process was started.
    static func start(_ context: JobContext, in directory: String?) -> StartState {
        let settings = context.settings
        var start = StartState(words: ProcessTitle.arguments, commandStart: settings.commandStart)
        start.forget(SecretWords(ProcessTitle.words, until: settings.commandStart, table: .standard).places)
        (start.directory, start.umask, start.nice, start.groups) = (directory, context.caller.umask, Processes.niceness, Processes.groups)
        for number in 0..<16 {
            if let limit = Processes.limit(number) { start.limits.append(.init(number: number, soft: limit.soft, hard: limit.hard)) }
        }
        if settings.keepEnvironment {
            let kept = EnvironmentVector.inherited(without: nil, names: context.secretVariables).entries
            start.environment = kept.filter { !StartState.isSecret(String(decoding: $0.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)) }
        }
        return start
    }

    /// How a job was started last; `nil`: that is not known.
    ///
    /// - Parameter complain: is told of a file that cannot be understood, which counts as absent.
    public static func read(in job: Directory, complain: (String) -> Void) -> StartState? {
        SteeringFiles.read(JobFile.start, in: job, complain, StartState.init)
    }

    /// In what the environment differs now from that of a run, in words; nothing where that is not known.
    public static func differences(from record: RunRecord, in job: Directory) -> [String] {
        guard let then = record.surroundings.environment, let known = JobStore(job).read(JobFile.fingerprints, limit: 64 << 10).flatMap(Fingerprints.init)
        else { return [] }
        return StartState.differences(then, RunSurroundings.environment(SipHash(key: known.key), hiding: []))
    }

    /// The run with this id, or with an id that begins so.
    public static func record(_ id: String?, in job: Directory) -> RunRecord? {
        (try? JobStore(job).lastRecord(HealthQuestion.run(in: job).unwritten) { $0.isRun && (id.map($0.id.hasPrefix) ?? true) }) ?? nil
    }
}
