public import SisyphusCore

/// The page of all jobs: one HTML file that needs nothing else and runs no script.
public struct PageView {
    private let jobs: [PageJob]
    private let now: Timestamp
    private let host: String
    private let local: (Timestamp) -> Timestamp
    private let isWhole: Bool

    /// - Parameters:
    ///   - jobs: worst first.
    ///   - local: a moment as the page shows it.
    ///   - isWhole: whether all could be read; otherwise nothing is called well.
    public init(_ jobs: [PageJob], now: Timestamp, host: String, local: @escaping (Timestamp) -> Timestamp, isWhole: Bool = true) {
        (self.jobs, self.now, self.host, self.local) = (jobs, now, host, local)
        self.isWhole = isWhole
    }

    /// Text of strangers: nothing in it is markup or changes the direction of what follows.
    static func text(_ text: String) -> String { HTMLText.escape(CellText.clean(text)) }

    public var html: String {
        let unhealthy = jobs.count { !$0.overview.state.isHealthy }
        let isWell = unhealthy == 0 && isWhole
        let verdict =
            (isWell ? "All \(jobs.count) healthy" : "\(unhealthy) of \(jobs.count) unhealthy") + (isWhole ? "" : ", not all could be read")
        let style = PageStyle.text
        let policy =
            "default-src 'none'; style-src 'sha256-\(Base64.encode(SHA256.hash(Array(style.utf8))).text)'; img-src data:; base-uri 'none'; form-action 'none'"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Ccircle cx='4' cy='4' r='4' fill='%23\(isWell ? "1a7f4b" : "c62828")'/%3E%3C/svg%3E">
            <title>\(verdict): jobs on \(PageView.text(host))</title>
            <style>\(style)</style>
            </head>
            <body>
            <a class="skip" href="#jobs">Skip to the jobs</a>
            <header>
            <p class="host">\(PageView.text(host))</p>
            <h1 class="\(isWell ? "well" : "ill")">\(verdict)</h1>
            <p class="asof">As of <time datetime="\(now.rfc3339)">\(ShortText.moment(local(now)))</time>; load the page again for what has happened since.</p>
            \(tally)
            </header>
            <main id="jobs">
            \(jobs.isEmpty ? "<p>There are no jobs.</p>" : table + timeline("Last 24 hours", "day", .day(now), hours) + timeline("Last 7 days", "week", .week(now), days) + runs)
            </main>
            </body>
            </html>

            """
    }

    private var tally: String {
        let counts = JobState.allCases.compactMap { state -> String? in
            let count = jobs.count { $0.overview.state == state }
            return count == 0 ? nil : "<li>\(PageView.chip(state.rawValue, state.colour)) \(count)</li>"
        }
        return counts.isEmpty ? "" : "<ul class=\"tally\" aria-label=\"Jobs by state\">\(counts.joined())</ul>"
    }

    private static func chip(_ word: String, _ colour: Colour) -> String { "<span class=\"chip \(colour)\">\(word)</span>" }

    private static func link(_ href: String?, _ label: String) -> String {
        href.map { "<a href=\"\(text($0))\" aria-label=\"\(text(label))\">log</a>" } ?? ""
    }

    // MARK: What stands now

    private var table: String {
        """
        <section aria-labelledby="now"><h2 id="now">Now</h2>
        <table class="jobs" role="table">
        <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">State</th><th role="columnheader" scope="col">Job</th><th role="columnheader" scope="col">Ended</th><th role="columnheader" scope="col">Took</th><th role="columnheader" scope="col">Usual</th>\
        <th role="columnheader" scope="col">Bad in a row</th><th role="columnheader" scope="col">Durations</th><th role="columnheader" scope="col">Reason</th><th role="columnheader" scope="col">Log</th></tr></thead>
        <tbody role="rowgroup">
        \(jobs.enumerated().map(row).joined(separator: "\n"))
        </tbody></table></section>

        """
    }

    private func row(_ index: Int, _ job: PageJob) -> String {
        let (overview, tail) = (job.overview, job.overview.tail)
        let took = overview.going?.start.map { max(0, now.microseconds - $0.microseconds) } ?? tail.last?.elapsed
        let ended = tail.last.map {
            "<time datetime=\"\($0.end.rfc3339)\">\(ShortText.moment(local($0.end)).suffix(8).prefix(5)), \(ShortText.age($0.end, now: now)) ago</time>"
        }
        func cell(_ name: String, _ heading: String, _ content: String?) -> String {
            "<td role=\"cell\" class=\"\(name)\(content == nil || content == "" ? " none" : "")\" data-heading=\"\(heading)\">\(content ?? "–")</td>"
        }
        return "<tr role=\"row\">" + cell("state", "State", PageView.chip(overview.state.rawValue, overview.state.colour))
            + "<th role=\"rowheader\" scope=\"row\" class=\"job\"><a href=\"#job\(index)\">\(PageView.name(overview.place))</a></th>"
            + cell("ended", "Ended", ended) + cell("took", "Took", took.map(ShortText.duration))
            + cell("usual", "Usual", tail.usual.map { ShortText.duration($0.median) })
            + cell("row", "Bad in a row", tail.failuresInARow > 0 ? "\(tail.failuresInARow)" : nil) + cell("durations", "Durations", PageChart.spark(job.runs))
            + cell("reason", "Reason", PageView.reason(overview.reason(now: now), tail.last.flatMap { overview.going == nil ? $0.summary : nil }))
            + cell("log", "Log", PageView.link(job.link ?? job.runs.first { $0.link != nil }?.link, "newest log of \(overview.place)")) + "</tr>"
    }

    /// May be broken behind the slash and at dots.
    private static func name(_ place: JobOverview.Place) -> String {
        text(place.description).replacing("/", with: "/<wbr>").replacing(".", with: ".<wbr>")
    }

    /// With the job's own words.
    private static func reason(_ reason: String, _ summary: String?) -> String { text([reason, summary].compactMap { $0 }.joined(separator: ": ")) }

    // MARK: What was

    private func timeline(_ heading: String, _ id: String, _ axis: PageAxis, _ labels: [String]) -> String {
        let rows = jobs.map { job in
            "<li><span class=\"label\">\(PageView.name(job.overview.place))</span>\(PageChart.strip(axis, job))</li>"
        }
        return """
            <section aria-labelledby="\(id)"><h2 id="\(id)">\(heading)</h2>
            <p class="legend"><span><span class="key good"></span> ended well</span> <span><span class="key uneventful"></span> nothing happened</span> \
            <span><span class="key bad"></span> bad</span> <span><span class="key going"></span> goes on</span></p>
            <div class="timeline"><div class="head">\(PageChart.scale(labels))</div><ul>
            \(rows.joined(separator: "\n"))
            </ul></div></section>

            """
    }

    /// Of the last day, every six hours.
    private var hours: [String] { moments(4, every: 21_600_000_000).map { String(ShortText.moment($0).suffix(8).prefix(5)) } }

    private var days: [String] {
        moments(7, every: 86_400_000_000).map { moment in
            let time = CivilTime(moment)
            let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][
                Int(CivilTime.daysSinceEpoch(year: time.year, month: time.month, day: time.day) % 7)]
            return "\(weekday) \(time.day)"
        }
    }

    private func moments(_ count: Int64, every step: Int64) -> [Timestamp] {
        (0...count).map { local(Timestamp(microseconds: now.microseconds - (count - $0) * step)) }
    }

    private var runs: String {
        """
        <section aria-labelledby="runs"><h2 id="runs">Newest runs</h2>
        \(jobs.enumerated().map(details).joined(separator: "\n"))
        </section>
        """
    }

    private func details(_ index: Int, _ job: PageJob) -> String {
        let place = job.overview.place
        let rows = job.runs.map { run in
            let record = run.record
            return """
                <tr><td><time datetime="\(record.start.rfc3339)">\(ShortText.moment(local(record.start)))</time></td>\
                <td>\(PageView.chip(HistoryView.word(record.kind, record.status), HistoryView.colour(record.status)))</td><td class="number">\(record.elapsed.map(ShortText.duration) ?? "–")</td>\
                <td class="reason">\(PageView.reason(record.reason ?? "", record.summary))</td>\
                <td>\(PageView.link(run.link, "log of \(place), \(ShortText.moment(local(record.start)))"))</td></tr>
                """
        }
        let content =
            rows.isEmpty
            ? "<p>It has not run yet, as far as its records tell.</p>"
            : """
            <div class="scroll" tabindex="0" role="region" aria-label="Runs of \(PageView.text(place.description))"><table><thead><tr><th scope="col">Started</th>\
            <th scope="col">Status</th><th scope="col">Took</th><th scope="col">Reason</th><th scope="col">Log</th></tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
            """
        let state = job.overview.state
        return
            "<details><summary>\(PageView.name(place)) \(PageView.chip(state.rawValue, state.colour))</summary><div id=\"job\(index)\">\(content)</div></details>"
    }
}
