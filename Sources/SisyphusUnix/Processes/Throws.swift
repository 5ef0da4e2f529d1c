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

/// Where in the source text code stands.
public enum CodePlaces {
    /// - Parameter addresses: in this process, of the instructions themselves.
    /// - Returns: a place for each; `nil` where the program does not tell.
    public static func find(_ addresses: [UInt64]) -> [(file: String, line: Int)?] {
        var found = [sis_place](repeating: sis_place(), count: addresses.count)
        sis_find_places(addresses, addresses.count, &found)
        return found.map { place in
            guard place.line > 0 else { return nil }
            return withUnsafeBytes(of: place.file) { (String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self), Int(place.line)) }
        }
    }
}
