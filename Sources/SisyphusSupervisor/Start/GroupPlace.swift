import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// A place among the runs of a group (`--group`): the lock of a file, held by the supervisor and its keeper as that of the job is, so that it is free
/// when the tree of a killed supervisor is dead. Who waits holds the lock of a ticket: the lowest one whose process lives is the next.
final class GroupPlace {
    enum Attempt {
        case held(OpenFile)
        /// As many go on as may, or others wait.
        case busy
        case interrupted(Int32)
    }

    private let directory: Directory
    private let group: RunGroup
    private var ticket: (number: Int, file: OpenFile)?

    /// Takes a place or waits for one as `--overlap` says.
    static func take(_ group: RunGroup, _ context: JobContext) throws(StartFailure) -> Attempt {
        do throws(SystemError) {
            let place = try GroupPlace(group, base: try base(context))
            defer { place.giveTicketUp() }
            return try place.wait(context)
        } catch {
            throw .cannotCreate(error)
        }
    }

    private static func base(_ context: JobContext) throws(SystemError) -> Directory {
        // Two above the job's directory, where no link leads.
        try Directory.open(context.store.directory.path + "/../..", createMode: nil)
    }

    private init(_ group: RunGroup, base: Directory) throws(SystemError) {
        self.group = group
        directory = try base.subdirectory(".groups-\(User.effectiveID)", createMode: 0o700).subdirectory(group.name, createMode: 0o700)
    }

    private func wait(_ context: JobContext) throws(SystemError) -> Attempt {
        let start = SystemClock.monotonicMicroseconds()
        var (deadline, waits): (Int64?, Bool) = (nil, false)
        if case .wait(let limit) = context.settings.overlap {
            waits = true
            deadline = limit.map { start + max(0, $0.microseconds - (context.lockWait ?? 0)) }
        }
        var pause: Int64 = 2_000
        while true {
            switch try step(waits: waits) {
            case .place(let file): return .held(file)
            case .none where !waits: return .busy
            case .none where context.groupWait == nil:
                context.groupWait = 0
                context.showWaiting(.init(.group), title: "Waiting for group \(group.name)")
            case .none, .disturbed: break
            }
            let now = SystemClock.monotonicMicroseconds()
            if context.groupWait != nil { context.groupWait = now - start }
            if let deadline, now >= deadline { return .busy }
            if let signal = InterruptibleSleep.sleep(microseconds: min(pause, deadline.map { $0 - now } ?? pause), context.signals, serving: context) {
                return .interrupted(signal)
            }
            pause = min(pause * 2, 50_000)
        }
    }

    private enum Step {
        case place(OpenFile)
        case none
        /// Somebody else is looking at this moment.
        case disturbed
    }

    /// Looks at all places and tickets, alone.
    private func step(waits: Bool) throws(SystemError) -> Step {
        let turn = try open("turn.lock")
        guard try turn.lock() else { return .disturbed }
        defer { turn.close() }
        var queue = RunGroup.Queue()
        var free: OpenFile?
        var places = 0
        for name in directory.names(where: { $0.hasPrefix("place.") || $0.hasPrefix("ticket.") }) {
            guard let number = Int(name[name.index(after: name.firstIndex(of: ".")!)...]) else { continue }
            if name.hasPrefix("ticket.") {
                var isAlive = number == ticket?.number
                if !isAlive { isAlive = try !open(name).lock() }
                queue.tickets.append((number, isAlive))
            } else {
                places = max(places, number)
                let file = try open(name)
                if try file.lock() { free = file } else { queue.running += 1 }
            }
        }
        for number in queue.abandoned { try directory.unlink("ticket.\(number)") }
        if queue.admits(ticket?.number, to: group) {
            if let free { return .place(free) }
            let place = try open("place.\(places + 1)")
            // Nobody else can have a file that was made just now.
            _ = try place.lock()
            return .place(place)
        }
        if waits, ticket == nil {
            let file = try open("ticket.\(queue.next)")
            _ = try file.lock()
            ticket = (queue.next, file)
        }
        return .none
    }

    private func open(_ name: String) throws(SystemError) -> OpenFile {
        try directory.openFile(name, File.readWrite | File.create | File.nonBlocking)
    }

    /// The name goes before the lock, so that nobody takes it for one of somebody who was killed.
    private func giveTicketUp() {
        guard let ticket else { return }
        try? directory.unlink("ticket.\(ticket.number)")
        ticket.file.close()
    }
}
