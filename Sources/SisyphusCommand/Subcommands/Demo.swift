import SisyphusCore
import SisyphusOptions
import SisyphusUnix

extension Subcommand {
    static let demo = Subcommand(
        "demo", "Show in two minutes what sisyphus does, and clean up.", form: CommandLineForm(.demo, settings: [], operand: .none),
        help: HelpText(
            usage: "sisyphus demo [--keep]",
            summary: """
                A guided tour: a job that works, fails, hangs and recovers, and the commands that show it. Everything happens in a temporary directory, which \
                is removed at the end; no configuration is read and nobody is told. At a terminal each step waits for Enter.
                """,
            notes: [("Exit status", "0; 64 wrong options; 73 there can be no temporary directory; 130 interrupted.")])
    ) { subcommand, words throws(OptionError) in
        let question = try ViewQuestion(words, subcommand.form.options)
        if let action = question.action { subcommand.perform(action) }
        if let name = question.names.first { throw OptionError("\"\(name.shownInMessage)\" is no option; the tour takes no more words") }
        do throws(SystemError) {
            let directory = try TemporaryDirectory("sisyphus-demo")
            let status = try DemoTour(directory.path).run()
            if question.isYes("keep") { StandardStream.output.write("\nWhat it left is in \(directory.path).\n") } else { try directory.remove() }
            ProgramExit.leave(status)
        } catch {
            ProgramExit.fail("\(error)", ExitStatus.cannotCreate, subcommand: subcommand.name)
        }
    }
}

extension OptionTable {
    static let demo = OptionTable(
        [
            OptionRow(
                "keep", in: .form, places: .commandLineOnly, .unstored(ValueParser<Bool>.flag), help: "Leave the directory and say where it is.")
        ] + OptionRow.actionRows)
}

/// One thing that the tour shows.
struct DemoStep: Sendable {
    let words: String
    /// As a shell takes it, behind `sisyphus`.
    let command: String

    /// The tour, from the first run to the page of all jobs.
    static let all: [DemoStep] = [
        DemoStep(
            words: "A job is any command. What it prints goes into a log of this run, and here, because this is a terminal or the tour.",
            command: "run -p demo -j import --log2stdout yes -- sh -c 'echo reading customers; echo \"@!result> 3 customers\"'"),
        DemoStep(
            words: "It fails: one block says why, where the log is, and what it printed last. Cron would mail that block. Good runs print nothing.",
            command: "run -p demo -j import -- sh -c 'echo reading customers; echo connection refused >&2; exit 3'"),
        DemoStep(
            words: "It hangs: after its time limit the whole process tree ends.",
            command: "run -p demo -j import --maxtime 1s -- sh -c 'echo waiting for the server; sleep 60 & sleep 60'"),
        DemoStep(words: "How are the jobs?", command: "status"),
        DemoStep(words: "Why is it so, and what is different from the last good run?", command: "why demo/import"),
        DemoStep(words: "The log of the run that failed.", command: "logs demo/import --run failed"),
        DemoStep(
            words: "It recovers, and counts its tasks.",
            command: "run -p demo -j import -- sh -c 'echo \"@!task> [1/2] read\"; echo \"@!task> [2/2] write\"; echo \"@!result> 3 customers\"'"),
        DemoStep(words: "All runs, newest first.", command: "history demo/import"),
        DemoStep(words: "A monitor asks this; 0 is healthy.", command: "health -p demo -j import --nagios"),
        DemoStep(words: "All jobs on one page, for a browser.", command: "page --output jobs.html"),
    ]
}

/// Runs the steps, each as somebody would at a prompt.
private struct DemoTour {
    private let directory: String
    private let isTerminal = Terminal.isTerminal(0) && Terminal.isTerminal(1)

    init(_ directory: String) { self.directory = directory }

    /// - Returns: how this program is to end: an interruption ends it as it would have, but what the tour made is removed first.
    func run() throws(SystemError) -> WaitStatus {
        let signals = try SignalReader.start()
        var environment = EnvironmentVector.inherited(without: OptionRow.environmentPrefix)
        environment.set("SISYPHUS_BASEDIR", directory)
        environment.set("SISYPHUS_CONFIG", "/dev/null")
        let program = Processes.programPath ?? Processes.ownProgram
        say("A tour of sisyphus, in \(directory).\n")
        for step in DemoStep.all {
            say("\n\(TextColumns.paragraph(step.words, width: TextColumns.usual))\n\n    $ sisyphus \(step.command)\n\n")
            let words = ["sh", "-c", "exec \"$0\" \(step.command)", program]
            let child = try Program(
                "/bin/sh", ArgumentVector(words), environment: environment, input: 0, output: 1, error: 2, directory: directory, session: false)
            while child.poll() == nil { wait(on: signals.fd, for: 50_000) }
            if let end = end(signals) { return end }
            if isTerminal, let end = pause(signals) { return end }
        }
        say("\nThat was all. In a crontab it looks like this:\n\n\(FirstSteps.crontab)\n")
        return .exited(0)
    }

    private func say(_ text: String) { StandardStream.output.write(text) }

    private func wait(on fd: Int32, and other: Int32? = nil, for microseconds: Int64?) {
        var poll = Poll()
        poll.add(fd)
        if let other { poll.add(other) }
        poll.wait(microseconds: microseconds)
    }

    private func end(_ signals: SignalReader) -> WaitStatus? {
        signals.read().first(where: Signal.endsRun).map { .signalled($0) }
    }

    /// Waits for Enter.
    private func pause(_ signals: SignalReader) -> WaitStatus? {
        say("\n[Enter] ")
        while true {
            wait(on: signals.fd, and: 0, for: nil)
            if let end = end(signals) { return end }
            var poll = Poll()
            poll.add(0)
            poll.wait(microseconds: 0)
            guard poll.isReady(0) else { continue }
            withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in _ = File.readAvailable(0, buffer) }
            return nil
        }
    }
}
