import SisyphusUnix
public import SisyphusViews

/// Tells in which jobs' directories something has happened that a view shows.
public final class DirectoryChanges {
    private let notices: FileNotices
    private var places: [Int32: JobOverview.Place] = [:]

    public var fd: Int32 { notices.fd }

    init?(base: Directory, _ jobs: [JobOverview.Place]) {
        guard let notices = FileNotices() else { return nil }
        self.notices = notices
        _ = notices.watch(base.path, .names)
        for project in Set(jobs.map(\.project)) { _ = notices.watch(base.childPath(project), .names) }
        for job in jobs { if let number = notices.watch(base.childPath("\(job.project)/\(job.job)"), .contents) { places[number] = job } }
    }

    /// The jobs in which something has happened since the last time; never waits.
    /// - Returns: `nil`: there are others than before.
    public func read() -> Set<JobOverview.Place>? {
        var changed: Set<JobOverview.Place> = []
        for notice in notices.read() {
            guard let place = places[notice.number] else { return nil }
            changed.insert(place)
        }
        return changed
    }
}
