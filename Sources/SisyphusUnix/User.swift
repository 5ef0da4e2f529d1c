import Glibc

/// Users and groups of the system's databases.
public enum User {
    /// The user whose rights this process has (geteuid(2)).
    public static var effectiveID: UInt32 { geteuid() }
    /// The group whose rights this process has (getegid(2)).
    public static var groupID: UInt32 { getegid() }

    /// The home directory that the password database has for the effective user.
    public static func homeDirectory() -> String? { password(effectiveID) { String(cString: $0.pw_dir) } }

    /// What `~` means to a shell: `HOME`, where that is a path, else the directory of the password database.
    public static var home: String? {
        if let home = Environment.value(of: "HOME"), home.hasPrefix("/") { return home }
        return homeDirectory()
    }

    /// The full name, or whatever else the password database has as comment (`gecos`).
    public static func fullName() -> String? { password(effectiveID) { String(cString: $0.pw_gecos) } }

    /// The login shell that the password database has.
    public static func shell() -> String? { password(effectiveID) { String(cString: $0.pw_shell) } }

    /// The name of a user; by default that of the effective one.
    public static func name(_ id: UInt32 = User.effectiveID) -> String? { password(id) { String(cString: $0.pw_name) } }

    /// Whether there is a user of this name.
    public static func exists(_ name: String) -> Bool {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withRoom { buffer in
            getpwnam_r(name, &entry, buffer.baseAddress!, buffer.count, &found)
        } found: {
            found.map { _ in true }
        } ?? false
    }

    /// The number of a group, by its name or as decimal number: groups of containers have no name.
    public static func groupID(_ name: String) -> UInt32? { namedGroup(name) ?? (name.utf8.allSatisfy { (48...57).contains($0) } ? UInt32(name) : nil) }

    /// Whether a group is that of one user alone, as useradd makes it: the user's first group, of the user's name and without other members.
    public static func isPrivate(group id: UInt32, of user: UInt32) -> Bool {
        guard let name = name(user), password(user, { $0.pw_gid }) == id else { return false }
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        return withRoom { buffer in
            getgrgid_r(id, &entry, buffer.baseAddress!, buffer.count, &found)
        } found: {
            found.map { found in
                var member = found.pointee.gr_mem
                while let one = member?.pointee {
                    if String(cString: one) != name { return false }
                    member = member?.advanced(by: 1)
                }
                return String(cString: found.pointee.gr_name) == name
            }
        } ?? false
    }

    private static func namedGroup(_ name: String) -> UInt32? {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        return withRoom { buffer in
            getgrnam_r(name, &entry, buffer.baseAddress!, buffer.count, &found)
        } found: {
            found.map { $0.pointee.gr_gid }
        }
    }

    private static func password<Value>(_ id: UInt32, _ value: (passwd) -> Value) -> Value? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withRoom { buffer in
            getpwuid_r(id, &entry, buffer.baseAddress!, buffer.count, &found)
        } found: {
            found.map { value($0.pointee) }
        }
    }

    /// Groups with many members need more room than anyone can tell beforehand.
    private static func withRoom<Value>(
        _ ask: (UnsafeMutableBufferPointer<CChar>) -> Int32, found: () -> Value?
    ) -> Value? {
        var size = 4096
        while true {
            let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            let result = ask(buffer)
            if result == 0 { return found() }
            if result != ERANGE || size > 1 << 24 { return nil }
            size *= 4
        }
    }
}
