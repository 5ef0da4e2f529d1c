/// Renders single lines into an output that is not the journal's own: for who picks lines.
public final class EventRenderer {
    private let output: RenderedOutput
    private let sanitizer: Sanitizer
    private let prefix = LinePrefix()
    private var times = StampText()

    /// - Parameter escapes: as the journal treats control sequences.
    public init(_ output: RenderedOutput, escapes: RunSettings.Escapes) {
        self.output = output
        sanitizer = Sanitizer(escapes: escapes)
    }

    /// Appends the line in the format of the output.
    public func append(_ event: Event) {
        prefix.render(event.stamp, event.tasks, tags: event.tags, needsJSON: output.format == .json, with: &times)
        let shown = ByteBuffer(capacity: event.text.count + 64)
        event.text.withUnsafeBytes { text in
            sanitizer.append(text, to: shown)
            output.append(text, shown: shown.bytes, prefix, sanitizer)
        }
    }
}
