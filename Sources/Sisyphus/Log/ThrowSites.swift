#if compiler(>=6.2) && canImport(Runtime)
import Runtime
import SisyphusUnix

/// Remembers where the last errors were thrown, so that one that is logged can show it. Addresses are all that is kept of a throw; they become
/// names and lines when the error is logged.
///
/// Needs the toolchain's module Runtime, Swift 6.2.
enum ThrowSites {
    /// The object that holds an error, as long as it lives: another error may get its address afterwards. Whatever thread has it only
    /// asks whether it is alive and which one it is, which is safe for any object: thus unchecked.
    private struct Box: @unchecked Sendable {
        weak var object: AnyObject?

        init(_ address: UnsafeMutableRawPointer) {
            // On this platform an error's box is an object of Swift like any other (Swift Testing relies on it too).
            object = Unmanaged<AnyObject>.fromOpaque(address).takeUnretainedValue()
        }

        var address: UnsafeRawPointer? { object.map { UnsafeRawPointer(Unmanaged.passUnretained($0).toOpaque()) } }
    }

    private struct Site: Sendable {
        var box: Box?
        /// An error that was in no object when it was thrown, and the Swift task.
        var typed: (error: any Error, task: Int)?
        var backtrace: Backtrace
    }

    private struct State {
        var sites: [Site] = []
        var next = 0
        /// What threads have computed for this so far, and when the first was captured, in microseconds.
        var spent: Int64 = 0
        var began: Int64?
    }

    /// What stands at the addresses of backtraces. To find that out takes some milliseconds for each place that errors come from.
    private struct Names {
        var lines: [[Backtrace.Address]: [String]] = [:]
        var spent: Int64 = 0

        /// A job that fails in ever new places must not spend its time here.
        var isAffordable: Bool { spent < 3_000_000 }
    }

    private static let names = Guarded(Names())
    private static let kept = 32
    private static let deepest = 40
    private static let state = Guarded(State())
    /// The program and its libraries, as they were at the first throw.
    private static let images = ImageMap.capture()

    /// Begins to remember. To be called once.
    static func watch() {
        _ = Throws.watch(
            untyped: { error in
                if let error { ThrowSites.note(error, typed: nil) }
            },
            typed: { value, type, _ in
                if let value, let type { ThrowSites.note(value, type) }
            })
    }

    private static func note(_ value: UnsafeMutableRawPointer, _ type: UnsafeRawPointer) {
        guard let type = unsafeBitCast(type, to: Any.Type.self) as? any Error.Type else { return }
        note(nil, typed: copy(value, type))
    }

    private static func copy<Failure: Error>(_ value: UnsafeMutableRawPointer, _ type: Failure.Type) -> any Error { value.load(as: type) }

    private static func note(_ error: UnsafeMutableRawPointer?, typed: @autoclosure () -> (any Error)?) {
        let now = SystemClock.monotonicMicroseconds()
        let isDue = state.withLock { state in
            // A job that throws all the time must not spend its time here: most of its throws end with this comparison.
            guard state.spent < 50_000 + (now - (state.began ?? now)) / 20 else { return false }
            // One that is thrown on keeps the place where it began.
            guard let error else { return true }
            return !state.sites.contains { $0.box?.address == UnsafeRawPointer(error) }
        }
        guard isDue else { return }
        let start = SystemClock.threadMicroseconds()
        let box = error.map { Box($0) }
        guard let backtrace = try? Backtrace.capture(algorithm: .fast, limit: deepest, images: images) else { return }
        let site = Site(box: box, typed: typed().map { ($0, swiftTask) }, backtrace: backtrace)
        state.withLock { state in
            // The first one has found out what the program consists of, which counts for nothing.
            if state.began == nil { state.began = now } else { state.spent += SystemClock.threadMicroseconds() - start }
            if state.sites.count < kept { state.sites.append(site) } else { state.sites[state.next] = site }
            state.next = (state.next + 1) % kept
        }
    }

    private static var swiftTask: Int { withUnsafeCurrentTask { $0?.hashValue } ?? 0 }

    /// The functions that an error came through, innermost first, as lines of a log. Empty: it is not known.
    static func lines(of error: any Error) -> [String] {
        guard let backtrace = backtrace(of: error) else { return [] }
        let addresses = backtrace.frames.map(\.adjustedProgramCounter)
        let known = names.withLock { names in
            if names.lines[addresses] == nil, !names.isAffordable { names.lines[addresses] = [] }
            return names.lines[addresses]
        }
        if let known { return known }
        let start = SystemClock.threadMicroseconds()
        let lines = lines(of: backtrace)
        names.withLock { names in
            if names.lines.count >= 1000 { names.lines = [:] }
            names.lines[addresses] = lines
            names.spent += SystemClock.threadMicroseconds() - start
        }
        return lines
    }

    /// Names come from the table of symbols and places from that of lines: reading all that a debugger reads takes a second for a large program.
    private static func lines(of backtrace: Backtrace) -> [String] {
        guard let symbols = backtrace.symbolicated(with: images, options: []) else { return [] }
        var frames = Array(symbols.frames)
        if let thrower = frames.lastIndex(where: { $0.symbol?.name.contains("swift_willThrow") == true }) { frames.removeFirst(thrower + 1) }
        let named = frames.compactMap { frame in frame.symbol.flatMap { symbol in UInt64(frame.captured.adjustedProgramCounter).map { (symbol, $0) } } }
        let places = CodePlaces.find(named.map(\.1))
        var lines: [String] = []
        for (symbol, place) in zip(named.map(\.0), places) {
            guard let line = line(symbol, place), lines.last != line else { continue }
            lines.append(line)
        }
        return lines
    }

    private static func backtrace(of error: any Error) -> Backtrace? {
        // `as` keeps the compiler from handing on what is in the box.
        let box = unsafeBitCast(error as any Error, to: UnsafeRawPointer.self)
        // From the newest on.
        let sites = state.withLock { Array(($0.sites[$0.next...] + $0.sites[..<$0.next]).reversed()) }
        if let site = sites.first(where: { $0.box?.address == box }) { return site.backtrace }
        let (text, task) = (ErrorText.line(error), swiftTask)
        let typed = sites.first { site in site.typed.map { $0.task == task && ErrorText.line($0.error) == text } ?? false }
        return typed?.backtrace
    }

    private static func line(_ symbol: SymbolicatedBacktrace.Symbol, _ place: (file: String, line: Int)?) -> String? {
        let name = FrameName.shown(symbol.name)
        if CurrentRun.backtraces == .own {
            guard !FrameName.isOfRuntime(name, image: symbol.imageName) else { return nil }
            guard let place else { return FrameName.isOfLibrary(name) ? nil : "  at \(name)" }
            guard !place.file.hasPrefix(FrameName.libraryDirectory) else { return nil }
        }
        return place.map { "  at \(name) (\($0.file):\($0.line))" } ?? "  at \(name)"
    }
}
#else
/// Without the module Runtime (Swift 6.1) nothing tells where errors come from.
enum ThrowSites {
    static func watch() {}
    static func lines(of error: any Error) -> [String] { [] }
}
#endif
