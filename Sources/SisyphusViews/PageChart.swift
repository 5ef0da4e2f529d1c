import SisyphusCore

/// Pictures of the page as SVG. Colour never stands alone: what is bad is taller, or has a mark of its own.
enum PageChart {
    /// The runs of a job on a time axis.
    static func strip(_ axis: PageAxis, _ job: PageJob) -> String {
        let shades = axis.shades(job.marks)
        let seen = job.marks.filter { $0.end >= axis.start }
        let bad = seen.count { $0.status.map { !$0.isGood } ?? false }
        let label = "\(job.overview.place): \(seen.count == 1 ? "1 run" : "\(seen.count) runs"), \(bad) bad"
        var paths = ""
        for shade in PageAxis.Shade.allCases where shade != .nothing {
            var (path, index) = ("", 0)
            let (top, height) =
                switch shade {
                case .bad: (0, 20)
                case .uneventful: (14, 6)
                case .good, .going, .nothing: (7, 13)
                }
            while index < shades.count {
                let end = shades[index...].firstIndex { $0 != shade } ?? shades.count
                if end > index { path += "M\(index) \(top)h\(end - index)v\(height)h-\(end - index)z" }
                index = end + 1
            }
            if !path.isEmpty { paths += "<path class=\"\(shade)\" d=\"\(path)\"/>" }
        }
        return
            "<svg class=\"strip\" role=\"img\" aria-label=\"\(PageView.text(label))\" viewBox=\"0 0 \(axis.count) 20\" preserveAspectRatio=\"none\">\(paths)</svg>"
    }

    /// What stands above strips: moments, each where it is.
    static func scale(_ labels: [String]) -> String {
        var texts = ""
        for (index, label) in labels.enumerated() {
            let anchor = index == 0 ? "start" : index == labels.count - 1 ? "end" : "middle"
            let isBetween = labels.count > 5 && index % 2 == 1
            texts +=
                "<text\(isBetween ? " class=\"between\"" : "") x=\"\(index * 1000 / (labels.count - 1) / 10)%\" y=\"11\" text-anchor=\"\(anchor)\">\(PageView.text(label))</text>"
        }
        return "<svg class=\"scale\" aria-hidden=\"true\">\(texts)</svg>"
    }

    /// How long the newest runs took, oldest first; bad ones have a mark below.
    static func spark(_ runs: [PageJob.Run]) -> String {
        let times = runs.reversed().compactMap { run in run.record.elapsed.map { (time: max(0, $0), isGood: run.record.isGood) } }
        guard let longest = times.map(\.time).max(), let shortest = times.map(\.time).min() else { return "" }
        var (good, bad, marks) = ("", "", "")
        for (index, run) in times.enumerated() {
            let height = longest == 0 ? 2 : max(2, Int(run.time * 20 / longest))
            let bar = "M\(index * 5) \(20 - height)h4v\(height)h-4z"
            if run.isGood { good += bar } else { bad += bar }
            if !run.isGood { marks += "M\(index * 5) 22h4v3h-4z" }
        }
        let label =
            "Durations of \(times.count == 1 ? "the last run" : "the last \(times.count) runs"): \(ShortText.duration(shortest)) to \(ShortText.duration(longest))"
        return """
            <svg class="spark" role="img" aria-label="\(label)" viewBox="0 0 \(max(times.count * 5 - 1, 1)) 25" width="\(times.count * 5)" height="25">\
            <path class="good" d="\(good)"/><path class="bad" d="\(bad + marks)"/></svg>
            """
    }
}
