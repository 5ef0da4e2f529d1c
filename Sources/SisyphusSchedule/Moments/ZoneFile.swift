import SisyphusCore

extension ZoneRules {
    /// Reads a file of tzdata (RFC 9636, version 2 or later).
    /// - Returns: `nil`: it is no such file.
    public init?(name: String, file bytes: [UInt8]) {
        var reader = BigEndianReader(bytes)
        guard let small = ZoneFileHeader(&reader), small.version >= 2 else { return nil }
        // The first block has 32-bit times, for readers that know nothing else.
        reader.skip(small.size(timeWidth: 4))
        guard let header = ZoneFileHeader(&reader), header.types > 0 else { return nil }
        let times = (0..<header.times).map { _ in min(max(reader.int64(), -ZoneRules.farthest), ZoneRules.farthest) }
        let kinds = (0..<header.times).map { _ in Int(reader.byte()) }
        let offsets = (0..<header.types).map { _ in
            let offset = Int64(reader.int32())
            reader.skip(2)
            return  // RFC 9636: from -25 to 26 hours.
                min(max(offset, -93_600), 93_600)
        }
        reader.skip(header.characters + header.leaps * 12 + header.standards + header.utcs)
        guard !reader.failed, kinds.allSatisfy({ $0 < offsets.count }), reader.byte() == UInt8(ascii: "\n") else { return nil }
        let footer = reader.rest.prefix { $0 != UInt8(ascii: "\n") }
        var periods = [Period(start: .min, offset: offsets[0])]
        for (time, kind) in zip(times, kinds) { ZoneRules.append(Period(start: time, offset: offsets[kind]), to: &periods) }
        if let rule = ZoneRule(String(decoding: footer, as: UTF8.self)) {
            let first = max(CivilTime(Timestamp(microseconds: max(periods.last!.start, 0) * 1_000_000)).year, 1970)
            for change in rule.changes(from: first) where change.start > periods.last!.start { ZoneRules.append(change, to: &periods) }
        }
        self.init(name: name, periods: periods)
    }

    /// Reads a rule as it may stand in `TZ` (POSIX.1-2024, XBD 8.3): `CET-1CEST,M3.5.0,M10.5.0/3`.
    /// - Returns: `nil`: it is none.
    public init?(rule text: String) {
        guard let rule = ZoneRule(text) else { return nil }
        var periods = [Period(start: .min, offset: rule.standard)]
        for change in rule.changes(from: 1970) { ZoneRules.append(change, to: &periods) }
        self.init(name: "", periods: periods)
    }

    /// Seconds around 1970: 30 000 years. Damaged files say more.
    private static let farthest: Int64 = 1 << 40

    private static func append(_ period: Period, to periods: inout [Period]) {
        if periods.last?.offset != period.offset { periods.append(period) }
    }
}

private struct ZoneFileHeader {
    var version = 1
    var utcs = 0, standards = 0, leaps = 0, times = 0, types = 0, characters = 0

    init?(_ reader: inout BigEndianReader) {
        guard reader.rest.starts(with: "TZif".utf8) else { return nil }
        reader.skip(4)
        let mark = reader.byte()
        version = mark == 0 ? 1 : Int(mark) - 48
        reader.skip(15)
        let counts = (0..<6).map { _ in Int(reader.int32()) }
        guard !reader.failed, counts.allSatisfy({ 0...100_000 ~= $0 }) else { return nil }
        (utcs, standards, leaps, times, types, characters) = (counts[0], counts[1], counts[2], counts[3], counts[4], counts[5])
    }

    func size(timeWidth: Int) -> Int { times * (timeWidth + 1) + types * 6 + characters + leaps * (timeWidth + 4) + standards + utcs }
}

private struct BigEndianReader {
    private(set) var rest: ArraySlice<UInt8>
    /// Whether something was missing.
    private(set) var failed = false

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func skip(_ count: Int) {
        failed = failed || count > rest.count
        rest = rest.dropFirst(count)
    }

    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: number(1)) }
    mutating func int32() -> Int32 { Int32(truncatingIfNeeded: number(4)) }
    mutating func int64() -> Int64 { Int64(bitPattern: number(8)) }

    private mutating func number(_ width: Int) -> UInt64 {
        defer { skip(width) }
        return rest.prefix(width).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
