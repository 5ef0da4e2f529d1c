import Glibc

extension Terminal {
    /// How many columns the terminal has; `nil`: it is none or does not say.
    public static func width(_ fd: Int32) -> Int? {
        var size = winsize()
        guard ioctl(fd, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
