public import SisyphusCore

/// A job as the page of all jobs shows it.
public struct PageJob: Sendable {
    /// A run on a time axis.
    public struct Mark: Sendable, Equatable {
        /// Microseconds of UTC.
        var start: Int64
        var end: Int64
        /// `nil`: it goes on.
        var status: Status?

        init(start: Int64, end: Int64, status: Status?) { (self.start, self.end, self.status) = (start, end, status) }

        /// - Parameter line: of `runs.jsonl`; `nil` for what is no record of a run that ended.
        init?(line: UnsafeBufferPointer<UInt8>) {
            guard var scan = RecordScan(line), let end = scan.end, let status = scan.status else { return nil }
            self.init(start: end.microseconds - (scan.elapsed ?? 0), end: end.microseconds, status: status)
        }
    }

    public struct Run: Sendable {
        var record: RunRecord
        /// Where its log is; `nil`: none is kept.
        var link: String?

        public init(_ record: RunRecord, link: String?) { (self.record, self.link) = (record, link) }
    }

    public var overview: JobOverview
    /// The runs of the last week, oldest first.
    public var marks: [Mark] = []
    /// The newest runs, newest first.
    public var runs: [Run] = []
    /// The log of the run that is going on.
    public var link: String?

    public init(_ overview: JobOverview) { self.overview = overview }

    /// Adds the run that goes on. To be called when the others have been read.
    public mutating func markGoing(since start: Timestamp, now: Timestamp) {
        marks.append(Mark(start: start.microseconds, end: now.microseconds, status: nil))
    }

    /// Takes the runs that ended since a moment out of the end of `runs.jsonl`.
    ///
    /// - Returns: whether all of them were there, so that more of the file could not tell more.
    public mutating func readMarks(_ bytes: [UInt8], isWhole: Bool, since: Timestamp) -> Bool {
        marks = []
        return bytes.withUnsafeBufferPointer { bytes in
            var end = bytes.count
            defer { marks.reverse() }
            while end > 0 {
                var start = end
                while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
                if start == 0, !isWhole { return false }
                if start < end, let mark = Mark(line: UnsafeBufferPointer(rebasing: bytes[start..<end])) {
                    if mark.end < since.microseconds { return true }
                    marks.append(mark)
                }
                end = start - 1
            }
            return true
        }
    }
}

/// A time axis up to now, cut into steps.
struct PageAxis {
    let now: Timestamp
    /// Microseconds.
    let step: Int64
    let count: Int

    static func day(_ now: Timestamp) -> PageAxis { PageAxis(now: now, step: 300_000_000, count: 288) }
    static func week(_ now: Timestamp) -> PageAxis { PageAxis(now: now, step: 1_800_000_000, count: 336) }

    var start: Int64 { now.microseconds - step * Int64(count) }

    /// What is shown in a step: the worst that happened in it.
    enum Shade: Int, CaseIterable { case nothing, uneventful, going, good, bad }

    func shades(_ marks: [PageJob.Mark]) -> [Shade] {
        var shades = [Shade](repeating: .nothing, count: count)
        for mark in marks where mark.end >= start {
            let shade: Shade =
                switch mark.status {
                case nil: .going
                case .uneventful: .uneventful
                case .successful: .good
                case .failed, .interrupted, .timeout: .bad
                }
            let first = max(0, Int((mark.start - start) / step))
            let last = min(count - 1, Int((mark.end - start) / step))
            if first <= last { for index in first...last where shades[index].rawValue < shade.rawValue { shades[index] = shade } }
        }
        return shades
    }
}
