import CSisyphus
import Glibc

/// A terminal that exists for a job alone (pty(7)): what the job prints on its side is read here. It has 24 rows of 80 columns until `follow` says more,
/// and ends lines with a line feed alone. Closing both ends is up to whoever made it.
public struct PseudoTerminal: Sendable {
    /// Ours, which does not block. Reading from it fails with EIO when the job's side is closed everywhere.
    public let main: Int32
    /// The job's.
    public let side: Int32

    /// - Parameter hasKeys: somebody types there; else reading from the job's side finds the end at once, as from `/dev/null`.
    public init(hasKeys: Bool) throws(SystemError) {
        var ends: (main: Int32, side: Int32) = (-1, -1)
        try attempt("make a", "pseudo-terminal") { sis_pseudo_terminal(&ends.main, &ends.side) }
        (main, side) = ends
        var modes = termios()
        guard tcgetattr(side, &modes) == 0 else { return }
        // The log has lines without carriage returns.
        modes.c_oflag &= ~tcflag_t(ONLCR)
        if !hasKeys {
            modes.c_lflag &= ~tcflag_t(ICANON)
            modes.setAtOnce()
        }
        tcsetattr(side, TCSANOW, &modes)
        var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(main, UInt(TIOCSWINSZ), &size)
    }

    /// Takes over the size of a terminal, of which the kernel tells the job by SIGWINCH.
    public static func resize(_ main: Int32, like terminal: Int32) {
        guard var size = Terminal.size(terminal) else { return }
        _ = ioctl(main, UInt(TIOCSWINSZ), &size)
    }
}

/// The terminal of this process as the keyboard of another one: keys arrive as they are typed and are not echoed here. Ctrl-C, Ctrl-\ and Ctrl-Z stay
/// signals, and what is printed here looks as ever.
public final class Keyboard {
    public let fd: Int32
    /// `nil`: the terminal has its own modes.
    private var before: termios?
    private var hasEnded = false

    /// - Returns: `nil` if this is no terminal, or another process group is in its foreground.
    public init?(_ fd: Int32) {
        self.fd = fd
        guard isOurs else { return nil }
    }

    deinit { end() }

    private var isOurs: Bool { Terminal.isTerminal(fd) && tcgetpgrp(fd) == getpgrp() }

    /// Whether it is to be polled: keys that others are to get must be left to them.
    public var isActive: Bool { before != nil && !hasEnded && isOurs }

    /// Sets the modes, unless the terminal belongs to others at the moment.
    public func begin() {
        guard before == nil, isOurs else { return }
        var modes = termios()
        guard tcgetattr(fd, &modes) == 0 else { return }
        before = modes
        modes.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
        modes.c_iflag &= ~tcflag_t(ICRNL)
        modes.setAtOnce()
        tcsetattr(fd, TCSANOW, &modes)
    }

    /// Gives the terminal its modes back.
    public func end() {
        guard var modes = before else { return }
        before = nil
        if isOurs { tcsetattr(fd, TCSANOW, &modes) }
    }

    /// What was typed; nothing follows when the terminal is gone.
    public func read() -> [UInt8] {
        let keys = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            if case .bytes(let number) = File.readAvailable(fd, UnsafeMutableRawBufferPointer(buffer)) { count = number } else { hasEnded = true }
        }
        return keys
    }
}

extension termios {
    /// A reading is over at once, also with nothing.
    mutating func setAtOnce() {
        withUnsafeMutableBytes(of: &c_cc) { keys in
            keys[Int(VMIN)] = 0
            keys[Int(VTIME)] = 0
        }
    }
}
