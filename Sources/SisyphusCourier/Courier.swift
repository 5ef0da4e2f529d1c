public import SisyphusCore
public import SisyphusNotify
public import SisyphusUnix

/// The process that delivers: the own binary in another role. Deliveries come in on standard input, answers go out on standard output, one a line.
public enum Courier {
    /// Old messages that the courier of a run takes along.
    static let oldMessages = 5

    /// Becomes the courier if the parent process asked for it; else returns.
    fileprivate static func runIfAsked() {
        guard let value = Environment.value(of: CourierRole.variable), Int32(value) == Processes.parentID, let role = CourierRole(arguments: ProcessTitle.words)
        else { return }
        Environment.remove(CourierRole.variable)
        run(role)
    }

    private static func run(_ role: CourierRole) -> Never {
        HarmlessSignals.block()
        // Nobody but root reads secrets from our memory or environment.
        Processes.forbidDumps()
        try? File.setNonBlocking(0)
        var spool: Spool?
        var trouble: String?
        do throws(SystemError) {
            spool = try Spool(base: role.base)
        } catch {
            trouble = "\(error)"
        }
        let office = PostOffice(spool: spool, version: role.version, isVerbose: role.isVerbose, surroundings: role.surroundings) {
            File.writeIgnoringErrors(1, $0.line)
        }
        office.spoolTrouble = trouble
        office.takeOld(limit: oldMessages)
        var frames = DeliveryFrame()
        var isOpen = true
        while true {
            office.step(fd: isOpen ? 0 : nil, milliseconds: isOpen ? 60_000 : 200)
            if isOpen, !receive(into: office, &frames) {
                isOpen = false
                office.deadline = SystemClock.monotonicMicroseconds() + role.timeout
            }
            if !isOpen, office.isIdle { break }
            if let deadline = office.deadline, SystemClock.monotonicMicroseconds() >= deadline {
                office.abandon()
                break
            }
        }
        // At once: closing down libcurl may wait for a name server.
        Processes.leave(0)
    }

    /// Reads what there is; false at the end.
    private static func receive(into office: PostOffice, _ frames: inout DeliveryFrame) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            while true {
                switch File.readAvailable(0, buffer) {
                case .bytes(let count):
                    for delivery in frames.read(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { office.accept(delivery) }
                    if frames.isBroken { return false }
                case .wouldBlock: return true
                case .end, .failed: return false
                }
            }
        }
    }

    /// Delivers in this process; what cannot be delivered is not kept.
    ///
    /// - Parameter timeout: microseconds.
    public static func deliver(
        _ deliveries: [Delivery], version: String, timeout: Int64, isVerbose: Bool, surroundings: CourierRole.Surroundings,
        tell: @escaping (DeliveryAnswer) -> Void
    ) {
        let office = PostOffice(spool: nil, version: version, isVerbose: isVerbose, surroundings: surroundings, tell: tell)
        for delivery in deliveries { office.accept(delivery) }
        finish(office, timeout)
    }

    /// Delivers what waits in the spool of a base directory.
    ///
    /// - Parameter timeout: microseconds.
    /// - Returns: how many messages wait still.
    public static func flush(base: String, version: String, timeout: Int64, tell: @escaping (DeliveryAnswer) -> Void) throws(SystemError) -> Int {
        let spool = try Spool(base: base)
        let office = PostOffice(spool: spool, version: version, tell: tell)
        office.tellsOfOld = true
        office.takeOld(limit: .max)
        finish(office, timeout)
        return spool.names().count
    }

    private static func finish(_ office: PostOffice, _ timeout: Int64) {
        HarmlessSignals.block()
        let deadline = SystemClock.monotonicMicroseconds() + timeout
        office.deadline = deadline
        while !office.isIdle, SystemClock.monotonicMicroseconds() < deadline { office.step(fd: nil, milliseconds: 200) }
        office.abandon()
    }
}

/// Called before main, by a constructor of CSisyphus.
@_cdecl("sis_begin_courier")
public func beginCourier() { Courier.runIfAsked() }
