import SisyphusCore

/// How the supervisor makes its own binary a courier: by a variable, so that other starts need not look at their words, and by words that hold no secret.
public struct CourierRole: Sendable, Equatable {
    public static let variable = "SISYPHUS_RUN_COURIER"

    /// Where the spool is.
    public var base: String
    /// Microseconds that it has when nothing more comes.
    public var timeout: Int64
    /// Whether libcurl writes its dialogue.
    public var isVerbose: Bool
    public var version: String
    /// What programs that it starts are to have.
    public var surroundings: Surroundings

    /// What a program that tells somebody gets from whoever started the run.
    public struct Surroundings: Sendable, Equatable {
        /// `nil`: as it is.
        public var umask: UInt16?
        /// Variables that secrets are read from and that it does not get.
        public var hidden: Set<String>

        public init(umask: UInt16? = nil, hidden: Set<String> = []) {
            (self.umask, self.hidden) = (umask, hidden)
        }
    }

    public init(base: String, timeout: Int64, isVerbose: Bool, version: String, surroundings: Surroundings) {
        (self.base, self.timeout, self.isVerbose, self.version, self.surroundings) = (base, timeout, isVerbose, version, surroundings)
    }

    private static let title = "sisyphus: courier"

    public var arguments: [String] {
        let umask = surroundings.umask.map { String($0, radix: 8) } ?? ""
        // No name holds the character that ends it.
        return [
            Self.title, base, String(timeout), isVerbose ? "verbose" : "quiet", version, umask, surroundings.hidden.sorted().joined(separator: "="),
        ]
    }

    public init?(arguments: [String]) {
        guard arguments.count == 7, arguments[0] == Self.title, let timeout = Int64(arguments[2]), timeout >= 0, arguments[1].hasPrefix("/") else { return nil }
        let surroundings = Surroundings(umask: UInt16(arguments[5], radix: 8), hidden: Set(arguments[6].split(separator: "=").map { String($0) }))
        self.init(base: arguments[1], timeout: timeout, isVerbose: arguments[3] == "verbose", version: arguments[4], surroundings: surroundings)
    }
}
