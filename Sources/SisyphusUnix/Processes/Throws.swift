import CSisyphus

/// The moments in which errors of Swift are thrown.
public enum Throws {
    /// Calls these before each throw from now on, on the thread that throws; not for throws within themselves. To be called once.
    ///
    /// - Parameters:
    ///   - untyped: gets the object that holds the error.
    ///   - typed: gets the metadata of the type that is thrown.
    /// - Returns: `false` where the runtime does not tell.
    public static func watch(
        untyped: @convention(c) (UnsafeMutableRawPointer?) -> Void,
        typed: @convention(c) (UnsafeMutableRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?) -> Void
    ) -> Bool {
        sis_watch_throws(untyped, typed)
    }
}
