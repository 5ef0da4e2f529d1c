/// Signals by number and name (signal(7), Linux; the numbers that decisions here need are the same on every architecture).
public enum Signal {
    public static let hangUp: Int32 = 1
    public static let interrupt: Int32 = 2
    public static let quit: Int32 = 3
    public static let terminate: Int32 = 15
    public static let `continue`: Int32 = 18
    public static let terminalStop: Int32 = 20
    public static let childEnded: Int32 = 17
    public static let stop: Int32 = 19
    public static let windowChanged: Int32 = 28

    /// The signals at which the supervisor ends its run.
    public static let ending = [terminate, interrupt, hangUp, quit]

    public static func endsRun(_ number: Int32) -> Bool { ending.contains(number) }

    /// `SIGKILL`, `SIGRTMIN+3`, or `signal 77` for a number without a name.
    public static func name(_ number: Int32) -> String {
        if number > 0 && Int(number) < names.count { return "SIG" + names[Int(number)] }
        if number >= 34 && number <= 64 { return number == 34 ? "SIGRTMIN" : "SIGRTMIN+\(number - 34)" }
        return "signal \(number)"
    }

    /// The number of a signal: `TERM`, `SIGTERM`, `sigterm`, `15`, `RTMIN+3`.
    /// - Returns: `nil` if there is none, or none that programs may use.
    public static func number(_ text: String) -> Int32? {
        if let number = Int32(text) { return (1..<Int32(names.count)).contains(number) || (34...64).contains(number) ? number : nil }
        let name = text.uppercased()
        let wanted = name.hasPrefix("SIG") ? name : "SIG" + name
        return (1...64).first { Self.name($0) == wanted }
    }

    /// The names that people write, for hints.
    static let words = Array(names.dropFirst())

    /// `TERM` of `SIGTERM`, in any case.
    static func withoutPrefix(_ text: String) -> String { text.uppercased().hasPrefix("SIG") ? String(text.dropFirst(3)) : text }

    private static let names = [
        "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ]
}
