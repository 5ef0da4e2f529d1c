public import SisyphusCore

/// The name of a job that was given none: the base name of its program without extension; of an interpreter or wrapper that of the
/// script or program which it runs; for text given to an interpreter, its name and 8 hexadecimal digits of a hash of all arguments.
/// Every subcommand derives names by this function.
/// - Returns: a valid name, never empty.
public func deriveJobName(_ command: [String]) -> String {
    switch CommandTarget.named(by: command) {
    case .script(let path): usable(withoutExtension(baseName(path)), command)
    case .module(let name, _): usable(name, command)
    case .text(let program): usable("\(baseName(program))-\(hash(of: command))", command)
    case .interpreter(let program): usable(baseName(program), command)
    case .program(let path): usable(withoutExtension(baseName(path)), command)
    }
}

/// What a command runs, with wrappers and interpreters looked through.
enum CommandTarget {
    /// A file that an interpreter reads.
    case script(String)
    case module(String, interpreter: String)
    /// Text in the arguments of an interpreter or a wrapper.
    case text(String)
    /// An interpreter or a wrapper by itself.
    case interpreter(String)
    case program(String)

    static func named(by command: [String]) -> CommandTarget {
        var words = command[...]
        // Wrappers of wrappers are rare; the limit only keeps `env -S` texts from unfolding for ever.
        for _ in 0..<16 {
            guard let program = words.first else { break }
            if let wrapper = Wrapper.named(baseName(program)) {
                switch wrapper.unwrap(Array(words.dropFirst())) {
                case .command(let inner) where !inner.isEmpty: words = inner[...]
                case .text: return .text(program)
                case .command: return .interpreter(program)
                }
            } else if let interpreter = Interpreter.named(baseName(program)) {
                switch interpreter.script(in: Array(words.dropFirst())) {
                case .file(let path): return .script(path)
                case .module(let name): return .module(name, interpreter: program)
                case .text: return .text(program)
                case .none: return .interpreter(program)
                }
            } else {
                return .program(program)
            }
        }
        return .interpreter(words.first ?? "")
    }
}

extension Surroundings {
    /// The file in which the program of a command stands, as the command names it, and whether it is looked for in `PATH`.
    public static func program(of command: [String]) -> (name: String, isSearched: Bool)? {
        let (name, isScript) =
            switch CommandTarget.named(by: command) {
            case .script(let path): (path, true)
            case .module(_, let program), .text(let program), .interpreter(let program), .program(let program): (program, false)
            }
        return name.isEmpty ? nil : (name, !isScript && !name.utf8.contains(UInt8(ascii: "/")))
    }
}

/// Without what follows the last dot, when that looks like an extension and not like a version (`tool-1.2` keeps its name).
private func withoutExtension(_ name: String) -> String {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return name }
    let suffix = name[name.index(after: dot)...].utf8
    guard (1...8).contains(suffix.count), suffix.allSatisfy({ $0.isDigit || ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 }),
        !suffix.allSatisfy(\.isDigit)
    else { return name }
    return String(name[..<dot])
}

/// The name with everything left out that names cannot have; where nothing is left, one made of the hash.
private func usable(_ name: String, _ command: [String]) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
        if scalar == "/" || scalar == "\\" || scalar == "\u{FFFD}" || Names.isHidden(scalar) { continue }
        if result.isEmpty, scalar == "." || scalar == "-" { continue }
        if result.utf8.count + UTF8.width(scalar) > 128 { break }
        result.unicodeScalars.append(scalar)
    }
    return result.isEmpty ? "job-\(hash(of: command))" : result
}

/// FNV-1a with 32 bits over the words, each ended by a zero byte.
func hash(of words: [String]) -> String {
    var hash: UInt32 = 0x811c_9dc5
    for word in words {
        for byte in word.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        hash = hash &* 0x0100_0193
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
}
