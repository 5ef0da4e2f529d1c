/// The name of a job that was given none: the base name of its program without extension; of an interpreter or wrapper that of the
/// script or program which it runs; for text given to an interpreter, its name and 8 hexadecimal digits of a hash of all arguments.
/// Every subcommand derives names by this function.
/// - Returns: a valid name, never empty.
public func deriveJobName(_ command: [String]) -> String {
    var words = command[...]
    var shown = words.first.map(baseName) ?? ""
    // Wrappers of wrappers are rare; the limit only keeps `env -S` texts from unfolding for ever.
    for _ in 0..<16 {
        guard let program = words.first else { break }
        shown = baseName(program)
        if let wrapper = Wrapper.named(shown) {
            switch wrapper.unwrap(Array(words.dropFirst())) {
            case .command(let inner) where !inner.isEmpty: words = inner[...]
            case .text: return usable("\(shown)-\(hash(of: command))", command)
            case .command: return usable(shown, command)
            }
        } else if let interpreter = Interpreter.named(shown) {
            switch interpreter.script(in: Array(words.dropFirst())) {
            case .file(let path): return usable(withoutExtension(baseName(path)), command)
            case .module(let name): return usable(name, command)
            case .text: return usable("\(shown)-\(hash(of: command))", command)
            case .none: return usable(shown, command)
            }
        } else {
            return usable(withoutExtension(shown), command)
        }
    }
    return usable(shown, command)
}

func baseName(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "")
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
