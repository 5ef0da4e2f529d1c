public import SisyphusCore
import SisyphusUnix
public import SisyphusViews

extension JobReader {
    /// What the page of all jobs shows of one; `nil`: it is gone.
    ///
    /// - Parameter logs: what stands before `PROJECT/JOB/LOG` in a link to a log.
    public mutating func page(_ place: JobOverview.Place, now: Timestamp, logs: String) -> PageJob? {
        guard let overview = overview(place, now: now) else { return nil }
        var job = PageJob(overview)
        guard let directory = try? directory(place) else { return job }
        let since = Timestamp(microseconds: now.microseconds - 7 * 86_400_000_000)
        let bytes = try? directory.records(overview.facts.unwritten) { end in (end.bytes, job.readMarks(end.bytes, isWhole: end.isWhole, since: since)) }
        RecordLine.forEach(fromEndOf: bytes ?? []) { record in
            if let record = record?.record, record.isRun {
                job.runs.append(PageJob.Run(record, link: JobReader.link(directory, place, record.log, logs)))
            }
            return job.runs.count < 20
        }
        if let going = overview.going {
            job.markGoing(since: going.start ?? now, now: now)
            job.link = JobReader.link(directory, place, going.log, logs)
        }
        return job
    }

    /// `nil`: there is no such log any more.
    private static func link(_ directory: Directory, _ place: JobOverview.Place, _ name: String?, _ prefix: String) -> String? {
        guard let name, LogName(name) != nil else { return nil }
        let suffixes = [""] + RunSettings.Compression.allCases.map(\.suffix)
        guard let suffix = suffixes.first(where: { (try? directory.status(of: name + $0)) != nil }) else { return nil }
        return prefix + [place.project, place.job, name + suffix].map(PercentText.encode).joined(separator: "/")
    }
}
