/// What the log tells about its elders, tags `sisyphus info`.
public enum RetentionText {
    public static let done = "Old logfiles cleaned up"

    /// Stands before the first removal for this reason.
    public static func heading(_ reason: RetentionPlan.Reason, _ settings: RunSettings) -> String {
        switch reason {
        case .age: "Removing logfiles older than \(age(settings.keepfilelogs))"
        case .count: "Removing logfiles beyond the newest \(settings.keepruns ?? 0)"
        case .size: "Removing logfiles beyond the newest \(settings.keepsize ?? 0) bytes"
        }
    }

    public static func removing(_ path: String) -> String { "Removing logfile \(path)" }

    /// Stands before the first compression.
    public static func compressionHeading(_ settings: RunSettings) -> String {
        "Compressing logfiles older than \(age(settings.compressfilelogs)) via \(settings.compressmode.rawValue)"
    }

    public static func compressing(_ path: String) -> String { "Compressing logfile \(path)" }

    private static func age(_ duration: Duration?) -> String { (duration ?? .zero).spanText }
}
