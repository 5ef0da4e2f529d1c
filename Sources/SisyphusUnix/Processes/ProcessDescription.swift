import CSisyphus

/// A process, named for people.
public struct ProcessDescription: Sendable, Equatable {
    public var pid: Int32
    /// As in proc(5): `R`, `S`, `D`, `T`, ….
    public var state: Character
    /// The first bytes of its command line; the name in brackets where it has none. May hold any character.
    public var command: String

    public init(pid: Int32, state: Character, command: String) {
        self.pid = pid
        self.state = state
        self.command = command
    }

    init(_ raw: sis_process) {
        pid = raw.pid
        state = Character(Unicode.Scalar(UInt8(bitPattern: raw.state)))
        command = withUnsafeBytes(of: raw.command) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
