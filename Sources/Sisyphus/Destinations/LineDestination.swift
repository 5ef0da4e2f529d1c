import SisyphusCore
import SisyphusSupervisor

/// What destinations of rendered lines have in common.
final class LineDestination {
    let format: RunSettings.LogFormat
    let template: String?
    private var renderer: EventRenderer?

    init(_ format: RunSettings.LogFormat, _ template: String?) {
        self.format = format
        self.template = template
    }

    func judge() throws(OptionError) {
        guard let template else { return }
        var settings = RunSettings()
        try JobOptions.table.apply(template, to: "formatlogline", from: .parameter("template of a destination"), settings: &settings)
    }

    /// Takes the output of a destination that the run has by itself.
    func take(_ output: RenderedOutput?, _ job: Job) {
        renderer = output.map { EventRenderer($0, escapes: job.settings.escapes) }
    }

    /// Makes an output and says where its lines go.
    func open(_ job: Job, isDirect: Bool, _ write: (RunAccess, RenderedOutput) throws(StartFailure) -> Void) {
        guard let access = job.access else { return }
        do throws(StartFailure) {
            let output = try access.makeOutput(format: format, template: template, isDirect: isDirect)
            take(output, job)
            try write(access, output)
        } catch {
            take(nil, job)
            access.warn(error.message)
        }
    }

    func append(_ entry: LogEntry) { renderer?.append(entry.event) }
}
