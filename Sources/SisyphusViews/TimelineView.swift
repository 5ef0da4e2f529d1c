public import SisyphusCore

/// The runs of all jobs on one time axis (`history --timeline`): which of them ran at the same time, and when most did.
public struct TimelineView: Sendable {
    /// A run, or the one that is going on.
    public struct Span: Sendable {
        public var place: JobOverview.Place
        public var start: Timestamp
        public var end: Timestamp
        public var state: JobState

        public init(place: JobOverview.Place, start: Timestamp, end: Timestamp, state: JobState) {
            (self.place, self.start, self.end, self.state) = (place, start, end, state)
        }

        /// - Returns: `nil` for a start that was skipped.
        public init?(_ entry: HistoryEntry) {
            let record = entry.record
            guard let state = JobState(record) else { return nil }
            self.init(place: entry.place, start: record.start, end: max(record.start, record.end), state: state)
        }
    }

    private let spans: [Span]
    private let from: Timestamp
    private let until: Timestamp
    /// The moment of `--at`.
    private let at: Timestamp?

    /// - Parameter spans: in any order; those outside are passed over.
    public init(_ spans: [Span], from: Timestamp, until: Timestamp, at: Timestamp? = nil) {
        self.spans = spans.filter { $0.end >= from && $0.start <= until }.sorted { $0.start < $1.start }
        (self.from, self.until, self.at) = (from, max(until, from), at)
    }

    public func text(_ style: PlotView.Style, local: (Timestamp) -> Timestamp) -> String {
        let places = Array(Set(spans.map(\.place))).sorted()
        let widest = places.map { CellText.width(CellText.clean($0.description)) }.max() ?? 0
        let names = min(widest, max(12, style.width / 3))
        let columns = max(style.width - names - 2, 10)
        var text = axis(columns, indent: names + 2, local)
        for place in places { text += row(place, names, columns, style) + "\n" }
        if places.isEmpty { text += "no run\n" }
        return style.inOwnCharacters(text + moment(style, local) + busiest(style, local) + overlaps(style))
    }

    private func column(_ moment: Timestamp, _ columns: Int) -> Int {
        let length = max(until.microseconds - from.microseconds, 1)
        let share = Double(moment.microseconds - from.microseconds) / Double(length)
        return min(max(Int(share * Double(columns)), 0), columns - 1)
    }

    /// Begin, middle and end.
    private func axis(_ columns: Int, indent: Int, _ local: (Timestamp) -> Timestamp) -> String {
        let middle = Timestamp(microseconds: (from.microseconds + until.microseconds) / 2, utcOffset: from.utcOffset)
        let texts = [from, middle, until].map { String(ShortText.moment(local($0)).dropLast(3)) }
        var line = String(repeating: " ", count: indent) + texts[0]
        for (text, end) in [(texts[1], columns / 2 + texts[1].count / 2), (texts[2], columns)] {
            let blanks = indent + end - text.count - line.count
            if blanks > 0 { line += String(repeating: " ", count: blanks) + text }
        }
        return line + "\n"
    }

    /// A letter where a run began, for how it ended; a line for as long as it went on.
    private func row(_ place: JobOverview.Place, _ names: Int, _ columns: Int, _ style: PlotView.Style) -> String {
        var cells: [(text: Character, state: JobState?)] = Array(repeating: (style.isASCII ? "." : "·", nil), count: columns)
        for span in spans where span.place == place {
            let first = column(span.start, columns)
            for index in first...max(first, column(span.end, columns)) where cells[index].state == nil {
                cells[index] = (style.isASCII ? "=" : "━", span.state)
            }
            // Of several in one column the worst is shown.
            if cells[first].text.isLetter, let other = cells[first].state, other.severity <= span.state.severity { continue }
            cells[first] = (span.state.letter, span.state)
        }
        let name = CellText.ends(CellText.clean(place.description), names)
        let drawn = cells.map { cell in
            style.isColoured ? cell.state.map { $0.colour.paint(String(cell.text)) } ?? String(cell.text) : String(cell.text)
        }
        return name + String(repeating: " ", count: names - CellText.width(name) + 2) + drawn.joined()
    }

    private func names(_ places: some Collection<JobOverview.Place>) -> [String] { places.sorted().map { CellText.clean($0.description) } }

    /// What ran at the moment that was asked for.
    private func moment(_ style: PlotView.Style, _ local: (Timestamp) -> Timestamp) -> String {
        guard let at else { return "" }
        let places = Set(spans.filter { $0.start <= at && $0.end >= at }.map(\.place))
        let head = "at \(ShortText.moment(local(at))): "
        return Lines.wrapped(
            [head + (places.isEmpty ? "no run" : "\(places.count) \(places.count == 1 ? "job" : "jobs")")] + names(places), width: style.width, indent: "  ")
    }

    /// The three minutes in which most jobs ran, if there was one in which two did.
    private func busiest(_ style: PlotView.Style, _ local: (Timestamp) -> Timestamp) -> String {
        let minute: Int64 = 60_000_000
        var running: [Int64: Set<JobOverview.Place>] = [:]
        // Of a run over many days each minute would be counted for nothing: what goes on all the time makes no minute busier than another.
        for span in spans where span.end.microseconds - span.start.microseconds < 1440 * minute {
            let first = max(span.start.microseconds, from.microseconds) / minute
            for number in first...max(first, min(span.end.microseconds, until.microseconds) / minute) { running[number, default: []].insert(span.place) }
        }
        let most = running.filter { $0.value.count > 1 }.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(3)
        return most.map { number, places in
            let moment = ShortText.moment(local(Timestamp(microseconds: number * minute, utcOffset: from.utcOffset))).dropLast(3)
            return Lines.wrapped(["busy \(moment): \(places.count) jobs"] + names(places).prefix(20), width: style.width, indent: "  ")
        }.joined()
    }

    /// Pairs of jobs that ran at the same time, those that did for longest first.
    private func overlaps(_ style: PlotView.Style) -> String {
        struct Pair: Hashable {
            var one: JobOverview.Place
            var other: JobOverview.Place
        }
        var together: [Pair: (count: Int, time: Int64)] = [:]
        var open: [Span] = []
        // Where hundreds of jobs run at once their pairs say nothing, and there are too many of them.
        var left = 1_000_000
        for span in spans {
            open.removeAll { $0.end < span.start }
            left -= open.count
            if left < 0 { break }
            for other in open where other.place != span.place {
                let pair = Pair(one: min(span.place, other.place), other: max(span.place, other.place))
                let before = together[pair] ?? (0, 0)
                together[pair] = (before.count + 1, before.time + min(span.end.microseconds, other.end.microseconds) - span.start.microseconds)
            }
            open.append(span)
        }
        let longest = together.sorted { ($1.value.time, $0.key.one, $0.key.other) < ($0.value.time, $1.key.one, $1.key.other) }
        var text = longest.prefix(5).map { pair, value in
            let count = value.count == 1 ? "once" : "\(value.count) times"
            return Lines.wrapped(
                [
                    "overlap \(count)",
                    "\(ShortText.duration(value.time)) together: \(CellText.clean(pair.one.description)) and \(CellText.clean(pair.other.description))",
                ],
                width: style.width, indent: "  ")
        }.joined()
        if longest.count > 5 { text += "and \(longest.count - 5) more pairs that overlapped\n" }
        if left < 0 { text += "there are more overlaps than were looked at\n" }
        return text
    }
}
