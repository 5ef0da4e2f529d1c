import SisyphusCore

/// How an interpreter is told what to run.
struct Interpreter {
    enum Script: Equatable {
        case file(String)
        case module(String)
        /// The program stands in the arguments.
        case text
        /// Nothing is named: it reads its input.
        case none
    }

    /// Letters that announce program text; in a cluster (`-lc`, `-ne`) too.
    let textLetters: String
    /// Letters and long options that take the next word, unless something is joined to the letter.
    let valueLetters: String
    var valueOptions: [String] = []
    /// Long options that announce program text.
    var textOptions: [String] = []
    var moduleLetter: Character?
    /// Whether letters stand joined (`-lc`), so that the text letter may stand anywhere.
    var clusters = true
    /// Words between the interpreter and the script (`deno run x.ts`).
    var verbs: [String] = []

    /// Asked at the end of each run: a set would have to be made for it.
    static func isShell(_ program: String) -> Bool {
        switch program {
        case "sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "rbash", "fish": true
        default: false
        }
    }

    static func named(_ program: String) -> Interpreter? {
        switch program.withoutVersion {
        case let name where isShell(name):
            Interpreter(
                textLetters: "c", valueLetters: "oO", valueOptions: ["--rcfile", "--init-file", "--init-command", "--features"], textOptions: ["--command"])
        case "python", "pypy":
            Interpreter(textLetters: "c", valueLetters: "WX", valueOptions: ["--check-hash-based-pycs"], moduleLetter: "m")
        case "perl": Interpreter(textLetters: "eE", valueLetters: "I")
        case "ruby": Interpreter(textLetters: "e", valueLetters: "ICEr", valueOptions: ["--encoding", "--external-encoding"])
        case "node", "nodejs", "bun", "deno":
            Interpreter(
                textLetters: "ep", valueLetters: "rC",
                valueOptions: ["--require", "--import", "--loader", "--experimental-loader", "--conditions", "--env-file"],
                textOptions: ["--eval", "--print"], clusters: false, verbs: program.hasPrefix("node") ? [] : ["run"])
        case "php": Interpreter(textLetters: "rBRE", valueLetters: "cdz", valueOptions: ["--php-ini", "--define"], textOptions: ["--run"], clusters: false)
        case "lua", "luajit": Interpreter(textLetters: "e", valueLetters: "l", clusters: false)
        case "Rscript": Interpreter(textLetters: "e", valueLetters: "", clusters: false)
        case "tclsh", "swift": Interpreter(textLetters: "", valueLetters: "", clusters: false)
        case "awk", "gawk", "mawk": Interpreter(textLetters: "", valueLetters: "Fv")
        default: nil
        }
    }

    func script(in arguments: [String]) -> Script {
        var index = 0
        while index < arguments.count {
            let word = arguments[index]
            index += 1
            if word == "--" { return index < arguments.count ? .file(arguments[index]) : .none }
            if word == "-" { return .none }
            guard word.hasPrefix("-") || (word.hasPrefix("+") && textLetters == "c") else {
                if verbs.contains(word) { continue }
                return .file(word)
            }
            if word.hasPrefix("--") {
                if textOptions.contains(where: { word == $0 || word.hasPrefix($0 + "=") }) { return .text }
                if valueOptions.contains(word) { index += 1 }
                continue
            }
            switch letters(of: word, next: index < arguments.count ? arguments[index] : nil) {
            case .script(let script): return script
            case .takesNext: index += 1
            case .plain: break
            }
        }
        return .none
    }

    private enum Meaning { case script(Script), takesNext, plain }

    private func letters(of word: String, next: String?) -> Meaning {
        var rest = word.dropFirst()
        while let letter = rest.popFirst() {
            if textLetters.contains(letter) { return .script(.text) }
            if letter == moduleLetter { return .script(rest.isEmpty ? next.map { .module($0) } ?? .none : .module(String(rest))) }
            // A shell's `-o` has its value in the next word whatever stands behind it (`-eo pipefail`).
            if valueLetters.contains(letter) { return rest.isEmpty ? .takesNext : .plain }
            if !clusters { return .plain }
        }
        return .plain
    }
}

extension String {
    /// `python3.11` is `python`, `php8.2` is `php`.
    var withoutVersion: String {
        var name = self[...]
        while let last = name.utf8.last, last.isDigit || last == UInt8(ascii: ".") || last == UInt8(ascii: "-") { name.removeLast() }
        return String(name)
    }
}
