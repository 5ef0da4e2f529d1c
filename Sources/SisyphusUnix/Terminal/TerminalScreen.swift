import Glibc

/// The terminal of standard input and output, used as one screen that is drawn again and again: keys come at once and are not shown, and what stood there
/// before comes back.
public final class TerminalScreen {
    private var before = termios()

    /// - Returns: `nil`: there is no terminal.
    public init?() {
        guard tcgetattr(0, &before) == 0 else { return nil }
        enter()
    }

    /// Another screen (xterm's control sequences), without cursor; signals of keys stay.
    public func enter() {
        var raw = before
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
        raw.setAtOnce()
        tcsetattr(0, TCSANOW, &raw)
        StandardStream.output.write("\u{1b}[?1049h\u{1b}[?25l\u{1b}[2J")
    }

    public func leave() {
        StandardStream.output.write("\u{1b}[?25h\u{1b}[?1049l")
        tcsetattr(0, TCSANOW, &before)
    }

    /// The keys that were pressed; `nil`: the terminal is gone.
    public func keys() -> [UInt8]? {
        var keys = [UInt8](repeating: 0, count: 64)
        let count = read(0, &keys, keys.count)
        return count < 0 && errno != EAGAIN && errno != EINTR ? nil : Array(keys.prefix(max(count, 0)))
    }

    public var size: (rows: Int, columns: Int) {
        let size = Terminal.size(1) ?? winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
        return (size.ws_row > 0 ? Int(size.ws_row) : 24, Int(size.ws_col))
    }

    /// Draws over what is there, line by line, as one change where the terminal can do that: nothing flickers.
    public func draw(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let body = lines.joined(separator: "\u{1b}[K\r\n")
        StandardStream.output.write("\u{1b}[?2026h\u{1b}[H" + body + "\u{1b}[K\u{1b}[J\u{1b}[?2026l")
    }
}
