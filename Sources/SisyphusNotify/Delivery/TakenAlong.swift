import SisyphusCore

/// Which of the messages that wait are taken along by the courier of a run: every receiver has its turn, whoever was not tried for the longest time first,
/// so that one that cannot be reached does not keep the others from theirs.
enum TakenAlong {
    /// - Parameters:
    ///   - waiting: the oldest message first; when each was tried last (microseconds since 1970).
    ///   - limit: how many are taken.
    /// - Returns: which, in the order given.
    static func choose(_ waiting: [(lane: String, tried: Int64)], limit: Int) -> [Int] {
        var lanes: [(tried: Int64, places: [Int])] = []
        var numbers: [String: Int] = [:]
        for (place, one) in waiting.enumerated() {
            if let number = numbers[one.lane] {
                lanes[number].places.append(place)
            } else {
                numbers[one.lane] = lanes.count
                lanes.append((one.tried, [place]))
            }
        }
        lanes.sort { ($0.tried, $0.places[0]) < ($1.tried, $1.places[0]) }
        var chosen: [Int] = []
        var turn = 0
        while chosen.count < limit, lanes.contains(where: { turn < $0.places.count }) {
            for lane in lanes where turn < lane.places.count && chosen.count < limit { chosen.append(lane.places[turn]) }
            turn += 1
        }
        return chosen.sorted()
    }
}
