import SisyphusCore

/// What waits, in one lane per channel and receiver: receivers do not wait for each other, and what one of them gets stays in order.
struct Lanes {
    private var lanes: [String: [Parcel]] = [:]

    var isEmpty: Bool { lanes.isEmpty }
    var names: [String] { Array(lanes.keys) }
    var all: [Parcel] { lanes.values.flatMap { $0 } }

    func first(of lane: String) -> Parcel? { lanes[lane]?.first }

    mutating func append(_ parcel: Parcel) { lanes[parcel.lane, default: []].append(parcel) }

    /// As the next one of its lane.
    mutating func putBack(_ parcel: Parcel) { lanes[parcel.lane, default: []].insert(parcel, at: 0) }

    mutating func removeFirst(of lane: String) {
        lanes[lane]?.removeFirst()
        if lanes[lane]?.isEmpty ?? false { lanes[lane] = nil }
    }

    /// Takes those of earlier runs out of a lane.
    mutating func removeOld(of lane: String) -> [Parcel] {
        let old = lanes[lane, default: []].filter(\.isOld)
        lanes[lane]?.removeAll(where: \.isOld)
        if lanes[lane]?.isEmpty ?? false { lanes[lane] = nil }
        return old
    }
}
