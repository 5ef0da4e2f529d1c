@testable import SisyphusCore

/// A journal with one output and helpers that feed it text. Time stands still unless a test moves it.
final class JournalRig {
    let journal: Journal
    let output: RenderedOutput
    let sink = RecordingSink()
    var stamp = Stamp(time: Timestamp(microseconds: 1_795_452_329_773_522, utcOffset: 3600), elapsed: 5041)

    init(format: RunSettings.LogFormat = .text, maxBytes: Int? = nil, _ change: (inout JournalSettings) -> Void = { _ in }) {
        var settings = JournalSettings()
        settings.supervisorPID = 19058
        settings.showsProcesses = false
        settings.routing = ["external", "email"]
        settings.isRaw = format == .raw
        change(&settings)
        journal = Journal(settings)
        output = RenderedOutput(format: format, maxBytes: maxBytes)
        journal.add(output)
        journal.add(sink)
    }

    @discardableResult
    func feed(_ text: String, _ stream: JobStream = .stdout) -> JournalRig {
        feed(Array(text.utf8), stream)
    }

    @discardableResult
    func feed(_ bytes: [UInt8], _ stream: JobStream = .stdout) -> JournalRig {
        bytes.withUnsafeBytes { journal.consume($0, from: stream, at: stamp) }
        return self
    }

    @discardableResult
    func own(_ text: String, _ tags: [String] = [], _ speaker: Journal.Speaker = .parent, delayed: Bool = false) -> JournalRig {
        journal.log(text, tags: tags, as: speaker, at: stamp, delayed: delayed)
        return self
    }

    @discardableResult
    func end() -> JournalRig {
        for stream in JobStream.allCases { journal.end(of: stream, at: stamp) }
        return self
    }

    var log: String { String(decoding: output.pending.bytes, as: UTF8.self) }

    /// The lines without their times.
    var lines: [String] {
        log.split(separator: "\n").map { line in
            guard let end = line.end(of: "]=[t+0:00:00.005041]") else { return String(line) }
            return String(line[end...].dropFirst())
        }
    }
}

extension Substring {
    /// Where the text ends that is looked for (the standard library has no search of its own).
    fileprivate func end(of text: String) -> Index? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(text) { return index(at, offsetBy: text.count) }
            at = index(after: at)
        }
        return nil
    }
}

final class RecordingSink: EventSink {
    var events: [Event] = []
    func receive(_ event: Event) { events.append(event) }
    var texts: [String] { events.map { String(decoding: $0.text, as: UTF8.self) } }
}
