import SisyphusCore
import SisyphusUnix

/// Finds out what surrounds a run, for its record.
///
/// It is looked at when the job runs already, so that no start waits for it. What would cost more than a few system calls (the name of the user, the hash of
/// the program) is remembered in the job's directory (`Fingerprints`) and found out anew only when it has changed.
final class RunSurroundings {
    private static let hashedBytes: Int64 = 1 << 20

    private let context: JobContext
    private var store: JobStore { context.store }
    private var found: Surroundings
    private var programInode: UInt64?
    private let oomKills: Int64?

    init(_ context: JobContext, host: String?, boot: String?) {
        self.context = context
        found = Surroundings(beginningWith: context.settings)
        (found.host, found.boot) = (host, boot)
        found.cwd = Processes.workingDirectory
        found.umask = context.caller.umask
        found.limits = Surroundings.limits(Processes.softLimit)
        oomKills = ProcessTable.oomKills
        let command = context.settings.command
        guard let (name, isSearched) = Surroundings.program(of: command), let place = isSearched ? Program.find(name) : name else { return }
        let path = place.hasPrefix("/") ? place : "\(found.cwd ?? "")/\(place)"
        guard let status = FileStatus.of(path), status.kind == .regular else { return }
        let modified = context.settings.utc ? Timestamp(microseconds: status.modified) : SystemClock.local(microseconds: status.modified)
        found.program = Surroundings.ProgramFile(path: path, modified: modified, size: status.size)
        programInode = status.inode
    }

    /// What the record says.
    ///
    /// - Parameter hidden: variables that the job does not get.
    func surroundings(hiding hidden: Set<String>) -> Surroundings {
        let before = store.read(JobFile.fingerprints, limit: 64 << 10).flatMap { Fingerprints(bytes: $0) }
        var known = before ?? Fingerprints(key: Entropy.bytes(16))
        let user = User.effectiveID
        if known.user?.id != user { known.user = (user, User.name() ?? String(user)) }
        found.user = known.user?.name
        if var program = found.program, let inode = programInode {
            program.hash = known.hash(of: program, inode: inode) ?? RunSurroundings.hash(program, inode)
            (known.program, found.program) = ((program, inode), program)
        }
        found.environment = RunSurroundings.environment(SipHash(key: known.key), hiding: hidden)
        if context.library == nil { keepStart(&known) }
        if known != before {
            do throws(SystemError) {
                try store.directory.replaceFile(JobFile.fingerprints, with: known.bytes, mode: 0o600, sync: false)
            } catch {
                // Under a key that is not kept every value would look changed in the next run.
                if before == nil { found.environment = nil }
            }
        }
        return found
    }

    /// What cannot be written is tried by the next run.
    private func keepStart(_ known: inout Fingerprints) {
        let mark = StartKeeping.mark(context, found)
        guard known.start != mark || context.settings.keepEnvironment else { return }
        let start = StartKeeping.start(context, in: found.cwd)
        do throws(SystemError) {
            try store.directory.replaceFile(JobFile.start, with: start.bytes, mode: 0o600, sync: false)
            known.start = mark
        } catch {}
    }

    /// Processes of this control group that the kernel killed since the job began.
    var newOOMKills: Int64? {
        guard let before = oomKills, let now = ProcessTable.oomKills else { return nil }
        return max(0, now - before)
    }

    /// `nil` also for a file that is not the one any more which was started.
    private static func hash(_ program: Surroundings.ProgramFile, _ inode: UInt64) -> String? {
        guard program.size <= hashedBytes, let file = try? OpenFile.open(program.path, File.readOnly | File.nonBlocking), let status = try? file.status(),
            status.inode == inode, status.modified == program.modified.microseconds, status.size == program.size,
            let bytes = try? file.read(upTo: Int(program.size), at: 0)
        else { return nil }
        return SHA256.hash(bytes).prefix(8).map(Hex.pair).joined()
    }

    static func environment(_ hash: SipHash, hiding hidden: Set<String>) -> [Surroundings.Variable] {
        var variables: [Surroundings.Variable] = []
        variables.reserveCapacity(64)
        Environment.forEach { name, value in
            let name = String(decoding: name, as: UTF8.self)
            if name.hasPrefix("SISYPHUS_") || hidden.contains(name) { return }
            variables.append(Surroundings.Variable(name: name, hash: UInt32(truncatingIfNeeded: hash.hash(value))))
        }
        return variables.sorted { $0.name < $1.name }
    }
}

extension Surroundings {
    /// What is known without a run: who asks for one.
    init(beginningWith settings: RunSettings) {
        self.init()
        host = Processes.hostName
        argv = Surroundings.words(of: settings.command)
        var facts = Trigger.Facts()
        facts.repeats = settings.repeats
        facts.isAgain = Environment.value(of: StartKeeping.againVariable) != nil
        facts.hasTerminal = Terminal.isTerminal(0) || Terminal.isTerminal(1)
        facts.isInPod = Environment.value(of: "KUBERNETES_SERVICE_HOST") != nil
        facts.triggerUnit = Environment.value(of: "TRIGGER_UNIT")
        facts.hasInvocation = Environment.value(of: "INVOCATION_ID") != nil
        trigger = Trigger.judge(facts) { generation in
            var process = ProcessTable.parentage(of: Processes.parentID)
            for _ in 0..<generation { process = process.flatMap { ProcessTable.parentage(of: $0.parent) } }
            return process?.name
        }
    }
}
