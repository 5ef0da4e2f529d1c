public import SisyphusCore
import SisyphusSupervisor

/// The log in a file. The log of the run is one; a further one is appended to, whatever run it is:
///
///     add(FileLogger("/var/log/acme/fetch.json", format: .json))
///
/// Its files have the job's `logMode` and `encoding`. What the disk does not take is kept in memory up to 1 MiB, tried again, and if
/// it is lost, counted; the run goes on. In the place of the file there may be a FIFO or a device: whoever reads there gets the lines as from a
/// `StreamLogger`, and nobody waits for one that does not come; what is still in a FIFO when the program ends is lost.
public final class FileLogger: JobLogger {
    /// The file. One that is not absolute stands in the directory that the program was started in.
    public let path: String
    private let lines: LineDestination
    private let output: RenderedOutput?

    /// - Parameters:
    ///   - path: Of the file, whose directory must exist.
    ///   - format: Of the lines.
    ///   - template: An UL4 template for lines of text; `nil`: as the log of the run. One that is wrong ends the program with status 64
    ///     before anything is started.
    public init(_ path: String, format: JobSettings.LogFormat = .text, template: String? = nil) {
        self.path = path
        lines = LineDestination(format, template)
        output = nil
    }

    /// The log of a run.
    init(of job: Job, path: String, output: RenderedOutput) {
        self.path = path
        self.output = output
        lines = LineDestination(output.format, nil)
        lines.take(output, job)
    }

    public var name: String { path }
    /// How lines are written.
    public var format: JobSettings.LogFormat { lines.format }

    public func open(_ job: Job) { attach(job, isDirect: false) }
    public func log(_ entry: LogEntry) { lines.append(entry) }
}

extension FileLogger: DirectLogger {
    func judge(_ job: Job) throws(OptionError) -> RunSettings? {
        if path.isEmpty || path.hasSuffix("/") { throw OptionError("FileLogger: the path \"\(path)\" names no file") }
        try lines.judge()
        return nil
    }

    func attach(_ job: Job, isDirect: Bool) {
        if output != nil { return }
        lines.open(job, isDirect: isDirect) { access, output throws(StartFailure) in try access.write(output, toFile: path) }
    }
}
