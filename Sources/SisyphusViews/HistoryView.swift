public import SisyphusCore

/// The answer of `sisyphus history`.
public enum HistoryView {
    /// - Parameters:
    ///   - entries: newest first.
    ///   - local: a moment as the table shows it.
    public static func table(_ entries: [HistoryEntry], local: @escaping @Sendable (Timestamp) -> Timestamp, in pieces: Pieces = .one) -> Table {
        let showsHosts = entries.contains { $0.place.host != nil }
        let columns: [Table.Column] =
            [.init(heading: "STARTED"), .init(heading: "STATUS")] + (showsHosts ? [.init(heading: "HOST", cut: .middle)] : []) + [
                .init(heading: "JOB", cut: .middle), .init(heading: "TOOK", isNumber: true),
                .init(heading: "LINES", isNumber: true), .init(heading: "REASON", cut: .end),
            ]
        return Table(columns, of: entries, in: pieces) { table, entries in
            var shown: (place: JobOverview.Place, text: String)?
            for entry in entries {
                let record = entry.record
                let (reason, elapsed, lines) = record.details
                if shown?.place != entry.place { shown = (entry.place, entry.place.name) }
                table.append(ShortText.moment(local(record.start)))
                table.append(word(record.kind, record.status), colour(record.status))
                if showsHosts { table.append(entry.place.host ?? "-") }
                table.append(shown?.text ?? "")
                table.append(elapsed.map(ShortText.duration) ?? "-")
                table.append(lines ?? "-")
                table.append(reason ?? "")
            }
        }
    }

    /// One record a line, as it stands in `runs.jsonl`.
    public static func json(_ entries: [HistoryEntry]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + $1.record.bytes.count + 1 })
        for entry in entries where entry.record.isJSON {
            bytes += entry.record.bytes
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// Fields as RFC 4180 quotes them, with a line of headings.
    public static func csv(_ entries: [HistoryEntry]) -> String {
        let hasHosts = entries.contains { $0.place.host != nil }
        var text = (hasHosts ? "host," : "") + "project,job,id,start,end,status,seconds,exit_code,signal,lines,bytes,peak_memory_kib,reason,log\r\n"
        for entry in entries {
            guard let record = entry.record.record else { continue }
            let numbers = [
                record.exitCode.map(String.init), record.signal.map(String.init), record.lines.map(String.init), record.bytes.map(String.init),
                record.peakMemory.map(String.init),
            ].map { $0 ?? "" }
            let fields =
                (hasHosts ? [entry.place.host ?? ""] : []) + [
                    entry.place.project, entry.place.job, record.id, record.start.rfc3339, record.end.rfc3339, word(record.kind, record.status),
                ]
                + [record.elapsed.map { String(decoding: JSONValue.seconds($0).bytes, as: UTF8.self) } ?? ""] + numbers + [
                    record.reason ?? "", record.log ?? "",
                ]
            text += fields.map(quoted).joined(separator: ",") + "\r\n"
        }
        return text
    }

    private static func quoted(_ field: String) -> String {
        guard field.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return field }
        return "\"" + field.replacing(scalar: "\"", with: "\"\"") + "\""
    }

    /// How a table calls what became of a start.
    static func word(_ kind: RunRecord.Kind, _ status: Status?) -> String { kind == .run ? status?.description ?? kind.rawValue : kind.rawValue }

    static func colour(_ status: Status?) -> Colour {
        switch status {
        case .failed, .timeout: .red
        case .interrupted: .yellow
        case .successful: .green
        case .uneventful, nil: .faint
        }
    }
}
