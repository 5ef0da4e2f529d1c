public import SisyphusCore
public import SisyphusOptions
import SisyphusSchedule

/// Puts the lines of a crontab under supervision, and takes that back to the byte.
public struct CrontabAdoption: Sendable {
    /// How it is done.
    public enum Way: Sendable {
        /// One line at the top: the shell that supervises.
        case shell(path: String)
        /// `sisyphus run` before each command.
        case wrap(program: String)
    }

    private static let variable = "SISYPHUS_SHELL"

    /// - Parameter leaves: whether a line stays as it is, because of what its comment says. It is asked only where a wrong option would keep the line
    ///   from running: the shell that supervises tells of it and runs the line.
    /// - Returns: `nil`: there is nothing to do.
    /// - Throws: when the crontab has something that could not be told from what would be added.
    public static func adopted(
        _ crontab: Crontab, _ way: Way, leaves: (Crontab.Line, CommentOptions) -> Bool = { _, _ in false }
    ) throws(OptionError) -> [UInt8]? {
        guard !crontab.jobs.isEmpty else { return nil }
        switch way {
        case .shell(let path): return try withShell(crontab, path)
        case .wrap(let program): return wrapped(crontab, program, leaves)
        }
    }

    /// The crontab as it was before.
    /// - Returns: `nil`: there is nothing to take back.
    public static func released(_ crontab: Crontab) -> [UInt8]? {
        var lines = crontab.lines.map(\.bytes)
        var isChanged = false
        if let first = crontab.lines.first, isOurShell(first) {
            lines.removeFirst()
            isChanged = true
            lines = lines.map { line in
                guard let place = place(of: variable, in: line) else { return line }
                return Array(line[..<place] + line[(place + 9)...])
            }
        }
        let jobs = Dictionary(uniqueKeysWithValues: crontab.jobs.map { ($0.line.number, $0.job) })
        let removed = crontab.lines.count - lines.count
        for (place, line) in lines.enumerated() {
            guard let job = jobs[place + removed + 1], let command = unwrapped(line[job.start..<job.end]) else { continue }
            lines[place] = Array(line[..<job.start]) + command + line[job.end...]
            isChanged = true
        }
        return isChanged ? joined(lines, crontab.endsWithNewline) : nil
    }

    private static func joined(_ lines: [[UInt8]], _ endsWithNewline: Bool) -> [UInt8] {
        var bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
        if endsWithNewline, !lines.isEmpty { bytes.append(UInt8(ascii: "\n")) }
        return bytes
    }

    // MARK: - One line

    private static func withShell(_ crontab: Crontab, _ path: String) throws(OptionError) -> [UInt8]? {
        var lines = [Array("SHELL=\(path)".utf8)]
        for line in crontab.lines {
            switch line.content {
            case .variable("SHELL", let value) where value.hasSuffix("/sisyphus-sh"): return nil
            case .variable(variable, _):
                throw OptionError("line \(line.number) sets \(variable), which adopt makes of lines that set SHELL; remove it first, or set SHELL there")
            // The shell that was asked for is the one that runs the commands then.
            case .variable("SHELL", _):
                guard let place = place(of: "SHELL", in: line.bytes) else { fallthrough }
                lines.append(Array(line.bytes[..<place] + "SISYPHUS_".utf8 + line.bytes[place...]))
            default: lines.append(line.bytes)
            }
        }
        return joined(lines, crontab.endsWithNewline)
    }

    private static func isOurShell(_ line: Crontab.Line) -> Bool {
        if case .variable("SHELL", let value) = line.content { value.hasSuffix("/sisyphus-sh") } else { false }
    }

    /// Where the name of a variable begins in a line that sets it.
    private static func place(of name: String, in line: [UInt8]) -> Int? {
        let start = line.firstIndex { !CronReader.isBlank($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") } ?? line.endIndex
        let rest = line[start...]
        guard rest.starts(with: name.utf8) else { return nil }
        return start
    }

    // MARK: - Each line

    private static func wrapped(_ crontab: Crontab, _ program: String, _ leaves: (Crontab.Line, CommentOptions) -> Bool) -> [UInt8]? {
        let names = CrontabNames(crontab.jobs.map(\.job.command))
        var lines = crontab.lines.map(\.bytes)
        var isChanged = false
        for (line, job, variables) in crontab.jobs {
            let words = ShellLine(job.command)
            guard !words.startsRun else { continue }
            let comment = CommentOptions(words)
            if let comment, leaves(line, comment) { continue }
            var start = "\(program) run -j \(ShellText.command([names.name(of: job.command)]))"
            for option in comment?.words ?? [] where !option.hasPrefix("--jobname=") { start += " \(ShellText.command([option]))" }
            start += " -- \(ShellText.command([variables["SHELL"] ?? "/bin/sh"])) -c '"
            // cron would end the command at a bare one; crons differ in what becomes of a backslash before it.
            if start.utf8.firstRange(of: "\\%".utf8) != nil { continue }
            start = start.replacing(scalar: "%", with: "\\%")
            let bytes = line.bytes
            let quoted = bytes[job.start..<job.end].flatMap { $0 == UInt8(ascii: "'") ? quote : [$0] }
            lines[line.number - 1] = Array(bytes[..<job.start]) + start.utf8 + quoted + mark + bytes[job.end...]
            isChanged = true
        }
        return isChanged ? joined(lines, crontab.endsWithNewline) : nil
    }

    /// Ends a command that was wrapped: a comment for the shell.
    private static let mark = Array("' # adopted".utf8)
    private static let quote = Array("'\\''".utf8)

    private static let shellOption = Array(" -c '".utf8)

    /// Where what `wrapped` writes has the option of the shell: not within a quotation, as a name may have it.
    private static func shellOption(of command: ArraySlice<UInt8>) -> Range<Int>? {
        var (place, isQuoted) = (command.startIndex, false)
        while place < command.endIndex {
            if !isQuoted, command[place...].starts(with: shellOption) { return place..<place + shellOption.count }
            if command[place] == UInt8(ascii: "'") { isQuoted.toggle() }
            place += !isQuoted && command[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// The command that was wrapped.
    private static func unwrapped(_ command: ArraySlice<UInt8>) -> [UInt8]? {
        guard command.suffix(mark.count).elementsEqual(mark), let start = shellOption(of: command),
            ShellLine(String(decoding: command[..<start.lowerBound], as: UTF8.self)).startsRun
        else { return nil }
        var rest = command[start.upperBound...].dropLast(mark.count)
        var inner: [UInt8] = []
        while let byte = rest.first {
            let isQuote = rest.starts(with: quote)
            inner.append(byte)
            rest = rest.dropFirst(isQuote ? quote.count : 1)
        }
        return inner
    }
}
