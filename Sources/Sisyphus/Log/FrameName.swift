/// Functions in backtraces: which of them are the job's own, and what they are called.
enum FrameName {
    /// Where the sources of this library stood when it was built.
    static let libraryDirectory: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(2).joined(separator: "/") + "/"
    }()

    /// `work()`, also for the part of an asynchronous function after it has waited, which the compiler calls `(1) await resume partial function for work()`.
    static func shown(_ name: String) -> String {
        var name = name[...]
        for kind in [" await resume partial function for ", " suspend resume partial function for "] {
            if name.first == "(", let range = name.firstRange(of: kind) { name = name[range.upperBound...] }
        }
        if name.hasPrefix("specialized ") { name = name.dropFirst("specialized ".count) }
        return String(name)
    }

    /// Whether the function belongs to the machinery of Swift or C.
    static func isOfRuntime(_ name: String, image: String) -> Bool {
        if ["libswift", "lib_Foundation", "libFoundation", "libdispatch", "libc.so", "libpthread", "ld-linux"].contains(where: image.hasPrefix) { return true }
        // In a program that has the runtime inside, its functions are in the same image as the job's.
        if name.contains("swift::") || name.hasPrefix("TaskLocal.withValue") { return true }
        return ["swift_", "_swift", "_dispatch", "dispatch_", "thunk for ", "partial apply for ", "reabstraction thunk", "<unknown>", "start_thread", "clone"]
            .contains(where: name.hasPrefix)
    }

    /// Whether the function is one of this library that stands between those of a job.
    static func isOfLibrary(_ name: String) -> Bool {
        ["Execution.perform", "TaskFrame.run", "TaskOpening.task", "closure #1 in closure #1 in static Worker", "static Worker.", "static InProcess."].contains(
            where: name.contains)
    }
}
