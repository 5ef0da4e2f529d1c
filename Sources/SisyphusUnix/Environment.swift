import CSisyphus
@preconcurrency import Glibc

/// The environment that this process was started with.
public enum Environment {
    /// The value of a variable; `nil` if it is not set. Bytes that are no UTF-8 are replaced.
    public static func value(of name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Sets a variable for this process and what it starts from now on.
    public static func set(_ name: String, _ value: String) { _ = setenv(name, value, 1) }

    /// Unsets a variable for this process and what it starts from now on; its old text stays in memory (see `erase`).
    public static func remove(_ name: String) { _ = unsetenv(name) }

    /// Removes a variable, from the memory that others may look into too.
    public static func erase(_ name: String) {
        if let value = getenv(name) { memset(value, Int32(UInt8(ascii: "x")), strlen(value)) }
        unsetenv(name)
    }

    /// Gives this process another environment, and has nothing left of these variables in the one that it had (see `erase`). It must have one thread.
    public static func replace(by vector: EnvironmentVector, erasing names: some Sequence<String>) {
        for name in names { erase(name) }
        // For good: whoever asks for variables gets pointers into it.
        sis_set_environment(Unmanaged.passRetained(CStringArray(vector.entries)).takeUnretainedValue().pointer)
    }

    /// Only what begins with the prefix becomes strings: an environment may be large, and every start looks through it.
    public static func variables(withPrefix prefix: StaticString) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        var next = environ
        while let variable = next.pointee {
            if strncmp(variable, UnsafeRawPointer(prefix.utf8Start).assumingMemoryBound(to: CChar.self), prefix.utf8CodeUnitCount) == 0 {
                let entry = String(cString: variable)
                if let equals = entry.utf8.firstIndex(of: UInt8(ascii: "=")) {
                    found.append((String(entry[..<equals]), String(entry.utf8[entry.utf8.index(after: equals)...]) ?? ""))
                }
            }
            next += 1
        }
        return found
    }

    /// Calls `body` with name and value of each variable, which are gone when it returns; makes no strings.
    public static func forEach(_ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        var next = environ
        while let variable = next.pointee {
            next += 1
            guard let equals = strchr(variable, Int32(UInt8(ascii: "="))) else { continue }
            let value = equals + 1
            body(UnsafeRawBufferPointer(start: variable, count: equals - variable), UnsafeRawBufferPointer(start: value, count: strlen(value)))
        }
    }
}
