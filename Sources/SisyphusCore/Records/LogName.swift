/// The name of a run's log, such as `2026-11-23 17-45-29_768481.sisyphuslog`, perhaps compressed (`….sisyphuslog.bz2`).
///
/// A name that does not match this pattern exactly was not made by this program and is never deleted or compressed.
public struct LogName: Hashable, Sendable {
    public static let suffix = ".sisyphuslog"

    /// The start of the run as its local clock showed it, in microseconds since 1970-01-01 of that clock. The name does
    /// not tell the offset: the moment lies between 14 hours before and 12 hours after this one in UTC.
    public var localMicroseconds: Int64
    /// How the file is compressed, if it is.
    public var compression: RunSettings.Compression?

    /// The name of the log of a run that started then.
    public init(start: Timestamp) {
        localMicroseconds = start.microseconds + Int64(start.utcOffset) * 1_000_000
        compression = nil
    }

    /// The name, or `nil` if it is not one of ours. Makes no string: a directory may hold 100,000.
    public init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count >= LogName.plainLength, bytes[0] &- UInt8(ascii: "0") < 10 else { return nil }
        var reader = DigitReader(bytes)
        var civil = reader.date(separator: UInt8(ascii: " "), time: UInt8(ascii: "-"))
        reader.expect(UInt8(ascii: "_"))
        civil.microsecond = reader.number(6)
        guard !reader.failed, reader.skip(".sisyphuslog"), let civil = civil.valid() else { return nil }
        if !reader.isAtEnd {
            if reader.skip(".gz") {
                compression = .gzip
            } else if reader.skip(".bz2") {
                compression = .bzip2
            } else if reader.skip(".xz") {
                compression = .lzma
            }
            guard reader.isAtEnd else { return nil }
        }
        localMicroseconds = civil.timestamp(utcOffset: 0).microseconds
    }

    /// The same for a string.
    public init?(_ name: String) {
        var name = name
        guard let parsed = name.withUTF8({ LogName($0) }) else { return nil }
        self = parsed
    }

    /// Whether this program made the name.
    public static func isOurs(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { LogName(bytes) != nil }

    /// The file name.
    public var text: String {
        Timestamp(microseconds: localMicroseconds).fileStem + LogName.suffix + (compression?.suffix ?? "")
    }

    /// The name one microsecond later, for when this one is taken.
    public var next: LogName {
        var name = self
        name.localMicroseconds += 1
        return name
    }

    /// No run that bears this name can have started before this moment (microseconds of UTC), whatever its time zone.
    public var earliestStart: Int64 { localMicroseconds - 14 * 3_600_000_000 }
    /// Nor after this one.
    public var latestStart: Int64 { localMicroseconds + 12 * 3_600_000_000 }

    private static let plainLength = "2026-11-23 17-45-29_768481.sisyphuslog".utf8.count
}

extension RunSettings.Compression {
    /// What a compressed file's name ends with.
    public var suffix: String {
        switch self {
        case .gzip: ".gz"
        case .bzip2: ".bz2"
        case .lzma: ".xz"
        }
    }
}
