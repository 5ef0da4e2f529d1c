public import SisyphusCore
import SisyphusSupervisor

/// The log on a descriptor: standard output, standard error, a pipe, a socket. A reader that is slow gets everything as long
/// as it moves; one that takes nothing for `stdoutPatience` loses lines, which a line in the stream counts. Neither holds up the run.
public final class StreamLogger: JobLogger {
    /// Stays open, and must, as long as the job runs.
    public let descriptor: Int32
    /// `<stdout>`, `<stderr>`, or what it was given.
    public let name: String
    private let lines: LineDestination
    private let output: RenderedOutput?

    /// - Parameters:
    ///   - descriptor: What is written to, 2 for standard error.
    ///   - name: What the log says about it; `nil`: by the number of the descriptor.
    ///   - format: Of the lines.
    ///   - template: An UL4 template for lines of text; `nil`: as the log of the run. One that is wrong ends the program with status 64
    ///     before anything is started.
    public init(_ descriptor: Int32, name: String? = nil, format: JobSettings.LogFormat = .text, template: String? = nil) {
        self.descriptor = descriptor
        self.name = name ?? StreamLogger.name(of: descriptor)
        lines = LineDestination(format, template)
        output = nil
    }

    /// A stream that the run has by itself.
    init(of job: Job, _ descriptor: Int32, output: RenderedOutput) {
        self.descriptor = descriptor
        name = StreamLogger.name(of: descriptor)
        self.output = output
        lines = LineDestination(output.format, nil)
        lines.take(output, job)
    }

    private static func name(of descriptor: Int32) -> String {
        [1: "<stdout>", 2: "<stderr>"][descriptor] ?? "<descriptor \(descriptor)>"
    }

    /// How lines are written.
    public var format: JobSettings.LogFormat { lines.format }

    public func open(_ job: Job) { attach(job, isDirect: false) }
    public func log(_ entry: LogEntry) { lines.append(entry) }
}

extension StreamLogger: DirectLogger {
    func judge(_ job: Job) throws(OptionError) -> RunSettings? {
        if descriptor < 0 { throw OptionError("StreamLogger: \(descriptor) is no descriptor") }
        try lines.judge()
        return nil
    }

    func attach(_ job: Job, isDirect: Bool) {
        if output != nil { return }
        lines.open(job, isDirect: isDirect) { access, output throws(StartFailure) in access.write(output, toDescriptor: descriptor) }
    }
}
