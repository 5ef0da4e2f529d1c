/// `Traceback (most recent call last):`, calls with the innermost last, then `CLASS: VALUE`.
enum PythonTraceback {
    static func read(_ lines: ArraySlice<Substring>) -> Traceback? {
        guard lines.first?.hasSuffix("Traceback (most recent call last):") == true else { return nil }
        var frames: [Traceback.Frame] = []
        for line in lines.dropFirst() {
            if let call = line.trimming(where: \.isWhitespace).parted(at: "File \""), call.head.isEmpty, let (file, rest) = call.tail.parted(at: "\", line ") {
                let parts = rest.parted(at: ", in ")
                frames.append(Traceback.Frame(function: parts.map { String($0.tail) }, file: String(file), line: Int(parts?.head ?? rest)))
            } else if line.first == " " {
                // Marks below the source text are none.
                if frames.last?.source == nil, !frames.isEmpty { frames[frames.count - 1].source = line.trimmed }
            } else {
                guard !frames.isEmpty, let (type, value) = line.exception else { return nil }
                return Traceback(.python, type: type, value: value, frames: frames)
            }
        }
        return nil
    }
}

/// `CLASS: VALUE`, then `    at FUNCTION (FILE:LINE:COLUMN)`, the innermost first.
enum NodeTraceback {
    private static let call = "    at "

    static func read(_ lines: ArraySlice<Substring>) -> Traceback? {
        guard let first = lines.first, lines.dropFirst().first?.hasPrefix(call) == true else { return nil }
        let head = first.parted(at: "Uncaught ").map { $0.head.isEmpty ? $0.tail : first } ?? first
        guard let (type, value) = head.exception else { return nil }
        let frames = lines.dropFirst().prefix { $0.hasPrefix(call) }.compactMap(frame)
        return frames.isEmpty ? nil : Traceback(.javascript, type: type, value: value, frames: frames.reversed())
    }

    private static func frame(_ line: Substring) -> Traceback.Frame? {
        let text = line.dropFirst(7)
        guard text.last == ")", let (function, place) = text.dropLast().partedLast(at: " (") else {
            return text.place.flatMap { place in place.column.map { Traceback.Frame(file: place.file, line: place.line, column: $0) } }
        }
        let parts = place.place
        return Traceback.Frame(function: String(function), file: parts?.file ?? String(place), line: parts?.line, column: parts?.column)
    }
}

/// ``FILE:LINE:in `FUNCTION': VALUE (CLASS)``, then ``\tfrom FILE:LINE:in `FUNCTION'``, the innermost first.
enum RubyTraceback {
    static func read(_ lines: ArraySlice<Substring>) -> Traceback? {
        guard let first = lines.first, let (place, message) = first.parted(at: ": "), let top = frame(place),
            message.last == ")", let (value, type) = message.dropLast().partedLast(at: " ("), type.isClassName
        else { return nil }
        let callers = lines.dropFirst().compactMap { line in
            line.trimming(where: \.isWhitespace).parted(at: "from ").flatMap { $0.head.isEmpty ? frame($0.tail) : nil }
        }
        return Traceback(.ruby, type: type, value: value, frames: callers.reversed() + [top])
    }

    private static func frame(_ text: Substring) -> Traceback.Frame? {
        guard let (place, rest) = text.parted(at: ":in "), let (file, line, _) = place.place else { return nil }
        return Traceback.Frame(function: String(rest.dropFirst().dropLast()), file: file, line: line)
    }
}

/// `Exception in thread "main" CLASS: VALUE`, then `\tat CLASS.METHOD(FILE:LINE)`, the innermost first; causes come after it.
enum JavaTraceback {
    private static let call = "\tat "

    static func read(_ lines: ArraySlice<Substring>) -> Traceback? {
        guard var head = lines.first, lines.dropFirst().first?.hasPrefix(call) == true, !head.hasPrefix("Caused by: ") else { return nil }
        if let (start, rest) = head.parted(at: "Exception in thread \""), start.isEmpty { head = rest.parted(at: "\" ")?.tail ?? head }
        guard let (type, value) = head.exception, type.contains(".") || value.isEmpty == false else { return nil }
        let frames = lines.dropFirst().prefix { $0.hasPrefix(call) }.compactMap(frame)
        return frames.isEmpty ? nil : Traceback(.java, type: type, value: value, frames: frames.reversed())
    }

    private static func frame(_ line: Substring) -> Traceback.Frame? {
        let text = line.dropFirst(4)
        guard text.last == ")", let (method, place) = text.dropLast().partedLast(at: "(") else { return nil }
        let parts = place.place
        return Traceback.Frame(function: String(method), file: parts?.file ?? String(place), line: parts?.line)
    }
}

/// `panic: VALUE`, `goroutine N [running]:`, then a function and `\tFILE:LINE +OFFSET` for each call, the innermost first.
enum GoTraceback {
    static func read(_ lines: ArraySlice<Substring>) -> Traceback? {
        guard let (head, value) = lines.first?.parted(at: ": "), head == "panic" || head == "fatal error",
            let goroutine = lines.firstIndex(where: { $0.hasPrefix("goroutine ") })
        else { return nil }
        var frames: [Traceback.Frame] = []
        var function: Substring?
        for line in lines[(goroutine + 1)...] {
            if line.isEmpty { break }
            if line.first == "\t" {
                let place = line.dropFirst().parted(at: " +")?.head ?? line.dropFirst()
                if let (file, number, _) = place.place { frames.append(Traceback.Frame(function: function.map { String($0) }, file: file, line: number)) }
            } else {
                function = line.partedLast(at: "(")?.head ?? line
            }
        }
        return frames.isEmpty ? nil : Traceback(.go, type: head, value: value, frames: frames.reversed())
    }
}

/// `PHP Fatal error:  Uncaught CLASS: VALUE in FILE:LINE`, `Stack trace:`, then `#0 FILE(LINE): FUNCTION()`, the innermost first.
enum PHPTraceback {
    static func read(_ lines: ArraySlice<Substring>) -> Traceback? {
        guard let (_, thrown) = lines.first?.parted(at: "Fatal error:  Uncaught "), let (message, place) = thrown.partedLast(at: " in "),
            let (file, line, _) = place.place, let (type, value) = message.exception
        else { return nil }
        var calls: [Traceback.Frame] = []
        for line in lines.dropFirst() where line.first == "#" {
            guard let (_, call) = line.parted(at: " "), let (place, function) = call.parted(at: "): "), let (file, number) = place.partedLast(at: "(")
            else { continue }
            calls.append(Traceback.Frame(function: String(function.partedLast(at: "(")?.head ?? function), file: String(file), line: Int(number)))
        }
        // A line tells what was called there: the function in which something was thrown stands in the line of its caller.
        var frames = [Traceback.Frame(function: calls.first?.function, file: file, line: line)]
        for (index, call) in calls.enumerated() {
            frames.append(Traceback.Frame(function: index + 1 < calls.count ? calls[index + 1].function : nil, file: call.file, line: call.line))
        }
        return Traceback(.php, type: type, value: value, frames: frames.reversed())
    }
}

/// `VALUE at FILE line N.`, then `\tFUNCTION(…) called at FILE line N` (Carp), the innermost first.
enum PerlTraceback {
    static func read(_ lines: ArraySlice<Substring>) -> Traceback? {
        guard let first = lines.first, first.last == ".", first.first != "\t", let (value, place) = first.dropLast().partedLast(at: " at "),
            let top = frame(nil, place)
        else { return nil }
        var calls: [(function: Substring, place: Substring)] = []
        for line in lines.dropFirst() {
            guard line.first == "\t", let (call, place) = line.dropFirst().partedLast(at: " called at ") else { break }
            calls.append((call.parted(at: "(")?.head ?? call, place))
        }
        // Without calls it may be any sentence, unless nothing was said after it.
        guard !calls.isEmpty || lines.count == 1 else { return nil }
        var frames = [frame(calls.first?.function, place) ?? top]
        for (index, call) in calls.enumerated() {
            if let frame = frame(index + 1 < calls.count ? calls[index + 1].function : nil, call.place) { frames.append(frame) }
        }
        return Traceback(.perl, type: "die", value: value, frames: frames.reversed())
    }

    private static func frame(_ function: Substring?, _ place: Substring) -> Traceback.Frame? {
        guard let (file, rest) = place.parted(at: " line "), let line = Int(rest.prefix { $0.isNumber }) else { return nil }
        return Traceback.Frame(function: function.map { String($0) }, file: String(file), line: line)
    }
}

/// `FILE:LINE: Fatal error: VALUE`, then, with backtraces enabled, `N [ra] 0xADDRESS FUNCTION + OFFSET in MODULE at FILE:LINE:COLUMN`, the innermost first.
enum SwiftTraceback {
    static func read(_ lines: ArraySlice<Substring>) -> Traceback? {
        guard let (head, value) = lines.first?.parted(at: "Fatal error: "), head.isEmpty || head.hasSuffix(": ") else { return nil }
        var frames = frames(lines.dropFirst().prefix { $0.parted(at: "Fatal error: ") == nil })
        // Frames of code without debug information have no place, but the first line has that of the innermost, unless the standard library has noticed it.
        if let place = head.hasPrefix("Swift/") ? nil : head.dropLast(2).place,
            frames.last.map({ $0.line != place.line || baseName($0.file ?? "") != baseName(place.file) }) ?? true
        {
            frames.append(Traceback.Frame(file: place.file, line: place.line, column: place.column))
        }
        return Traceback(.swift, type: "Fatal error", value: value, frames: frames)
    }

    /// The calls of the thread that crashed, the innermost last. The other threads have nothing to do with it.
    static func frames(_ report: ArraySlice<Substring>) -> [Traceback.Frame] {
        let crashed = report.firstIndex { $0.hasPrefix("Thread ") && $0.hasSuffix(" crashed:") }.map { report[($0 + 1)...] } ?? report
        return crashed.prefix { !$0.hasPrefix("Thread ") }.compactMap(frame).reversed()
    }

    /// Whether the runtime begins to tell of a crash here, whatever had been printed before.
    static func isReport(_ lines: ArraySlice<Substring>) -> Bool {
        guard let first = lines.first(where: { !$0.isEmpty }) else { return false }
        return ["*** Signal ", "*** Program crashed: ", "💣 Program crashed: "].contains(where: first.hasPrefix)
    }

    /// What a job written in Swift logs below an error: `  at FUNCTION (FILE:LINE)`, the innermost first.
    static func places(_ lines: ArraySlice<String>) -> [Traceback.Frame] {
        lines.filter { $0.hasPrefix("  at ") }.map { line in
            let (call, place) = line.dropLast().partedLast(at: " (") ?? (line[...], "")
            guard line.last == ")", let place = place.place else { return Traceback.Frame(function: String(line.dropFirst(5))) }
            return Traceback.Frame(function: String(call.dropFirst(5)), file: place.file, line: place.line)
        }
    }

    private static func frame(_ line: Substring) -> Traceback.Frame? {
        let words = line.trimming(where: \.isWhitespace)
        guard words.first?.isNumber == true, let (_, rest) = words.parted(at: " 0x"), let (_, call) = rest.parted(at: " "),
            let (code, place) = call.partedLast(at: " at "), let (file, number, column) = place.place
        else { return nil }
        // An asynchronous caller has no offset.
        let named = code.partedLast(at: " in ")?.head ?? code
        let function = named.partedLast(at: " + ")?.head ?? named
        return Traceback.Frame(function: String(function), file: file, line: number, column: column)
    }
}

/// What C, C++ and Rust, their libraries and their sanitizers say last.
enum CrashReport {
    static func read(_ lines: ArraySlice<Substring>) -> Traceback? {
        guard let line = lines.first else { return nil }
        let next = lines.dropFirst().first ?? ""
        if let (start, rest) = line.parted(at: "SUMMARY: "), start.isEmpty, let (tool, text) = rest.parted(at: ": "), tool.hasSuffix("Sanitizer") {
            return sanitizer(tool, text)
        }
        if let (place, text) = line.parted(at: ": runtime error: ") { return report("runtime error", text, place.place) }
        if let (_, rest) = line.parted(at: "terminate called after throwing an instance of '") {
            return report(rest.dropLast(), next.parted(at: "what():")?.tail.trimmed[...] ?? "", nil)
        }
        if let (_, rest) = line.parted(at: "terminating due to uncaught exception of type ") {
            let parts = rest.parted(at: ": ")
            return report(parts?.head ?? rest, parts?.tail ?? "", nil)
        }
        if line.hasPrefix("terminate called ") { return report("terminate", line.dropFirst("terminate called ".count), nil) }
        if let (start, assertion) = line.parted(at: ": Assertion `"), assertion.hasSuffix("' failed.") {
            let words = start.components(at: ": ")
            return report("Assertion", "\(assertion.dropLast("' failed.".count)) failed", words.dropFirst().first?.place, words.dropFirst(2).first)
        }
        if let (thread, place) = line.parted(at: "' panicked at "), thread.hasPrefix("thread '") {
            return report("panic", next, (place.hasSuffix(":") ? place.dropLast() : place).place)
        }
        // Last words; what follows them can only be what the runtime of Swift tells of every crash.
        guard allocator.contains(where: line.hasPrefix) else { return nil }
        let isSwift = SwiftTraceback.isReport(lines.dropFirst())
        guard isSwift || lines.count <= 4, var abort = report("abort", line, nil) else { return nil }
        if isSwift { abort.frames = SwiftTraceback.frames(lines.dropFirst()) }
        return abort
    }

    /// How messages of glibc begin that come before it aborts (malloc/malloc.c, debug/fortify_fail.c).
    private static let allocator = [
        "free(): ", "malloc(): ", "realloc(): ", "double free or corruption", "munmap_chunk(): ", "corrupted ", "malloc_consolidate(): ",
        "break adjusted to free",
        "*** stack smashing detected ***", "*** buffer overflow detected ***",
    ]

    /// `KIND FILE:LINE:COLUMN in FUNCTION`, or a sentence.
    private static func sanitizer(_ tool: Substring, _ text: Substring) -> Traceback? {
        guard let (call, function) = text.partedLast(at: " in "), let (kind, place) = call.partedLast(at: " "), let place = place.place else {
            return report(tool, text, nil)
        }
        return report(tool, kind, place, function)
    }

    private static func report(
        _ type: some StringProtocol, _ value: some StringProtocol, _ place: (file: String, line: Int, column: Int?)?, _ function: Substring? = nil
    ) -> Traceback? {
        let frame = place.map { Traceback.Frame(function: function.map { String($0) }, file: $0.file, line: $0.line, column: $0.column) }
        return Traceback(.c, type: type, value: String(value).trimmed, frames: frame.map { [$0] } ?? [])
    }
}

extension Substring {
    /// The pieces between the marks.
    fileprivate func components(at mark: String) -> [Substring] {
        guard let (head, tail) = parted(at: mark) else { return [self] }
        return [head] + tail.components(at: mark)
    }
}
