/// How the supervisor makes its own binary a courier: by a variable that names the process that asks, and words that hold no secret.
public struct CourierRole: Sendable, Equatable {
    /// Its value is the process id of the parent, so that a variable that was inherited by accident means nothing.
    public static let variable = "SISYPHUS_RUN_COURIER"

    /// Where the spool is.
    public var base: String
    /// Microseconds that it has when nothing more comes.
    public var timeout: Int64
    /// Whether libcurl writes its dialogue.
    public var isVerbose: Bool
    public var version: String

    public init(base: String, timeout: Int64, isVerbose: Bool, version: String) {
        (self.base, self.timeout, self.isVerbose, self.version) = (base, timeout, isVerbose, version)
    }

    public var arguments: [String] { ["sisyphus: courier", base, String(timeout), isVerbose ? "verbose" : "quiet", version] }

    public init?(arguments: [String]) {
        guard arguments.count == 5, let timeout = Int64(arguments[2]), timeout >= 0, arguments[1].hasPrefix("/") else { return nil }
        self.init(base: arguments[1], timeout: timeout, isVerbose: arguments[3] == "verbose", version: arguments[4])
    }
}
