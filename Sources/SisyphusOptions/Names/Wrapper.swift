import SisyphusCore

/// How a program that starts another one is told which.
struct Wrapper {
    enum Inside {
        case command([String])
        /// A text for a shell.
        case text
    }

    /// Letters of options that take the next word, unless something is joined to them.
    var valueLetters = ""
    /// Long options that take the next word.
    var valueOptions: [String] = []
    /// Words of its own between the options and the command (`timeout 10 cmd`).
    var operands = 0
    /// Whether `NAME=value` words may stand before the command.
    var assignments = false
    /// The letter of an option whose value is a text for a shell (`flock L -c 'text'`).
    var textLetter: Character?
    /// The letter of an option whose value is split into words (`env -S 'cmd arg'`).
    var splitLetter: Character?

    static func named(_ program: String) -> Wrapper? {
        switch program {
        case "env": Wrapper(valueLetters: "uC", valueOptions: ["--unset", "--chdir"], assignments: true, splitLetter: "S")
        case "sudo":
            Wrapper(
                valueLetters: "ugCDhpRrTtU",
                valueOptions: ["--user", "--group", "--chdir", "--chroot", "--host", "--prompt", "--role", "--type", "--command-timeout", "--close-from"],
                assignments: true)
        case "doas": Wrapper(valueLetters: "uC")
        case "runuser", "su":
            Wrapper(valueLetters: "ugGsw", valueOptions: ["--user", "--group", "--shell"], operands: program == "su" ? 1 : 0, textLetter: "c")
        case "nice": Wrapper(valueLetters: "n", valueOptions: ["--adjustment"])
        case "ionice": Wrapper(valueLetters: "cn", valueOptions: ["--class", "--classdata"])
        case "chrt": Wrapper(valueLetters: "TPD", valueOptions: ["--sched-runtime", "--sched-period", "--sched-deadline"], operands: 1)
        case "taskset": Wrapper(operands: 1)
        case "nohup", "setsid", "chronic", "busybox", "exec", "command", "eatmydata", "catchsegv": Wrapper()
        case "timeout": Wrapper(valueLetters: "sk", valueOptions: ["--signal", "--kill-after"], operands: 1)
        case "time": Wrapper(valueLetters: "fo", valueOptions: ["--format", "--output"])
        case "stdbuf": Wrapper(valueLetters: "ioe", valueOptions: ["--input", "--output", "--error"])
        case "flock": Wrapper(valueLetters: "wE", valueOptions: ["--timeout", "--wait", "--conflict-exit-code"], operands: 1, textLetter: "c")
        case "choom": Wrapper(valueLetters: "n", valueOptions: ["--adjust"])
        case "numactl": Wrapper(valueLetters: "NmCip", valueOptions: ["--cpunodebind", "--membind", "--physcpubind", "--interleave"])
        case "systemd-cat": Wrapper(valueLetters: "tp", valueOptions: ["--identifier", "--priority", "--stderr-priority"])
        case "unshare", "setpriv", "prlimit", "linux32", "linux64", "setarch", "dumb-init": Wrapper()
        case "tini": Wrapper(valueLetters: "pe")
        case "strace": Wrapper(valueLetters: "abeEIoOpPsSuUX")
        default: nil
        }
    }

    func unwrap(_ arguments: [String]) -> Inside {
        var index = 0
        var operandsLeft = operands
        while index < arguments.count {
            let word = arguments[index]
            if word == "--" {
                index += 1
                return .command(Array(arguments[min(index + operandsLeft, arguments.count)...]))
            }
            if word.hasPrefix("-") {
                index += 1
                if let text = split(word, next: index < arguments.count ? arguments[index] : nil) {
                    let used = word.dropFirst(2).isEmpty || word == "--split-string" ? 1 : 0
                    return .command(text + arguments.dropFirst(index + used))
                }
                if let textLetter, word.hasPrefix("-\(textLetter)") || word == "--command" { return .text }
                if takesNext(word) { index += 1 }
            } else if assignments, word.contains("=") {
                index += 1
            } else if operandsLeft > 0 {
                operandsLeft -= 1
                index += 1
            } else {
                return .command(Array(arguments[index...]))
            }
        }
        return .command([])
    }

    private func takesNext(_ word: String) -> Bool {
        if word.hasPrefix("--") { return valueOptions.contains(word) }
        var rest = word.dropFirst()
        while let letter = rest.popFirst() {
            if valueLetters.contains(letter) { return rest.isEmpty }
        }
        return false
    }

    /// The words of `-S text`, `-Stext`, `--split-string=text`.
    private func split(_ word: String, next: String?) -> [String]? {
        guard let splitLetter else { return nil }
        let text: Substring
        if word == "-\(splitLetter)" || word == "--split-string" {
            text = (next ?? "")[...]
        } else if word.hasPrefix("-\(splitLetter)") {
            text = word.dropFirst(2)
        } else if word.hasPrefix("--split-string=") {
            text = word.dropFirst(15)
        } else {
            return nil
        }
        return text.split(separator: " ").map(String.init)
    }
}
