import SisyphusCore
import SisyphusReading
import SisyphusSupervisor
import SisyphusUnix
import SisyphusViews

/// `status --watch`: the table, drawn anew when something has changed, until `q` or a signal.
///
/// What is on disk is read when the kernel tells of a change. Where it cannot (file systems of a network, too many directories), and for what no
/// change tells of (a killed run, the last line of one that goes on), jobs are looked at in turns.
struct StatusWatch {
    /// The time between two looks at runs that go on, between two tables of which only the ages are others, and between two looks at everything
    /// (microseconds).
    private static let often: Int64 = 1_000_000
    private static let sometimes: Int64 = 4_000_000
    private static let seldom: Int64 = 30_000_000

    private let view: View
    private let states: Set<String>
    private let maxAge: Int64?
    private var readers: [JobReader]
    private var jobs: [JobOverview.Place: JobOverview] = [:]
    private var changes: DirectoryChanges?
    private var shown = ""

    init(_ view: View, _ states: Set<String>, maxAge: Int64?) {
        (self.view, self.states, self.maxAge, readers) = (view, states, maxAge, view.readers)
    }

    mutating func run() throws(SystemError) -> WaitStatus {
        let signals = try SignalReader.start()
        guard let screen = TerminalScreen() else { return .exited(ExitStatus.internalError) }
        defer { screen.leave() }
        var looked: Int64 = .min
        var poll = Poll()
        while true {
            let now = SystemClock.monotonicMicroseconds()
            if looked == .min || now - looked >= Self.seldom {
                lookAtAll()
                looked = now
            } else {
                for place in jobs.keys where jobs[place]?.going != nil { look(at: place) }
            }
            draw(on: screen)
            poll.removeAll()
            poll.add(0)
            poll.add(signals.fd)
            if let changes { poll.add(changes.fd) }
            poll.wait(microseconds: jobs.values.contains { $0.going != nil } ? Self.often : Self.sometimes)
            for signal in signals.read() {
                switch signal {
                case Signal.interrupt: return .exited(0)
                case let signal where Signal.endsRun(signal): return .signalled(signal)
                case Signal.terminalStop:
                    screen.leave()
                    signals.stopSelf()
                    screen.enter()
                    shown = ""
                // The size has changed, or somebody has drawn over it.
                default: shown = ""
                }
            }
            if poll.isReady(0) {
                let keys = screen.keys()
                if keys == nil || keys?.contains(UInt8(ascii: "q")) == true { return .exited(0) }
            }
            if let changes, poll.isReady(changes.fd) {
                // What comes in one burst is looked at once.
                var pause = Poll()
                pause.wait(microseconds: 100_000)
                guard let changed = changes.read() else {
                    looked = .min
                    continue
                }
                for place in changed { look(at: place) }
            }
        }
    }

    private var now: Timestamp { SystemClock.wall(utc: view.question.isYes("utc")) }

    private mutating func look(at place: JobOverview.Place) {
        guard let index = readers.firstIndex(where: { $0.host == place.host }) else { return }
        jobs[place] = readers[index].overview(place, now: now, maxAge: maxAge)
    }

    private mutating func lookAtAll() {
        readers = readers.map { (try? $0.again()) ?? $0 }
        // What is collected from elsewhere comes in bursts, and over file systems that tell of nothing.
        changes = view.question.text("from") == nil ? readers[0].changes() : nil
        jobs = [:]
        for index in readers.indices { for job in readers[index].overviews(now: now, maxAge: maxAge) { jobs[job.place] = job } }
    }

    private mutating func draw(on screen: TerminalScreen) {
        let now = now
        let (rows, columns) = screen.size
        let chosen = JobOverview.worst(jobs.values.map { $0.at(now, maxAge: maxAge) }, in: states)
        let room = max(rows - 2, 1)
        let table = StatusView.table(Array(chosen.prefix(room)), now: now).text(.terminal(width: columns), isColoured: view.isColoured(true))
        let more = chosen.count > room ? ", \(chosen.count - room) more" : ""
        let bad = chosen.count { !$0.state.isHealthy }
        let foot = "\(chosen.count) \(chosen.count == 1 ? "job" : "jobs"), \(bad) unhealthy\(more), \(ShortText.moment(now)), q leaves"
        let text = table + String(foot.prefix(columns))
        guard text != shown else { return }
        shown = text
        screen.draw(text)
    }
}
