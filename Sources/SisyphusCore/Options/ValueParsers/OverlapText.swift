/// Reads what a start does that finds the job running: `skip`, `wait`, `wait=5m`.
enum OverlapText {
    static let accepted = "skip, wait, or wait=TIME with \(DurationText.accepted)"

    static func read(_ text: String) throws(Refusal) -> RunSettings.Overlap {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts[0].lowercased(), parts.count) {
        case ("skip", 1): return .skip
        case ("wait", 1): return .wait(nil)
        case ("wait", 2): return .wait(try DurationText.read(String(parts[1]), unit: .seconds))
        default: throw Refusal("it is neither skip nor wait", insteadOf: String(parts[0]), of: ["skip", "wait"])
        }
    }
}

extension ValueParser<RunSettings.Overlap> {
    package static var overlap: ValueParser {
        .parsed(accepts: OverlapText.accepted) { text throws(Refusal) in
            try OverlapText.read(text)
        } write: { overlap in
            switch overlap {
            case .skip: "skip"
            case .wait(let time): time.map { "wait=" + DurationText.write($0, unit: .seconds) } ?? "wait"
            }
        }
    }
}
