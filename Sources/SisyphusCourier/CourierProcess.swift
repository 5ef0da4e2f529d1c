import CCurl
import SisyphusCore
import SisyphusFleet
public import SisyphusNotify
public import SisyphusUnix

/// The process that delivers: the own binary in another role. Deliveries come in on standard input, answers go out on standard output, one a line.
public enum CourierProcess {
    /// Old messages that the courier of a run takes along.
    private static let oldMessages = 5
    /// Microseconds that it goes on when nobody waits for it any more: longer than the longest phase of an attempt.
    private static let background: Int64 = 900_000_000
    /// Microseconds: `flush` is bounded by what each attempt may take.
    private static let flushTime: Int64 = 3600_000_000

    /// What libcurl says of itself; `nil`: there is none.
    public static var curlVersion: String? { sis_curl_version().map { String(cString: $0) } }

    /// Becomes the courier if this process was started as one, also when whoever started it is gone; else returns.
    fileprivate static func runIfAsked() {
        if LockOrder.isRole(ProcessTitle.words) {
            Environment.remove(CourierRole.variable)
            LockHolder.run()
        }
        guard let role = CourierRole(arguments: ProcessTitle.words) else { return }
        Environment.remove(CourierRole.variable)
        run(role)
    }

    private static func run(_ role: CourierRole) -> Never {
        // Nobody but root reads secrets from our memory or environment.
        Processes.forbidDumps()
        try? File.setNonBlocking(0)
        let courier = Courier(role)
        courier.warn = { StandardStream.output.write(Array("\($0)\n".utf8)) }
        courier.begin(spool: .base(role.base), patience: role.timeout, background: background, oldMessages: oldMessages) { answer in
            StandardStream.output.write(answer.line)
        }
        var frames = DeliveryFrame()
        var isOpen = true
        while !courier.isOver {
            courier.step(fd: isOpen ? 0 : nil)
            if isOpen, !receive(into: courier, &frames) {
                isOpen = false
                courier.handle(.endOfInput)
            }
        }
        // At once: closing down libcurl may wait for a name server.
        Processes.leave(0)
    }

    /// Reads what there is; false at the end.
    private static func receive(into courier: Courier, _ frames: inout DeliveryFrame) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            while true {
                switch File.readAvailable(0, buffer) {
                case .bytes(let count):
                    for delivery in frames.read(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { courier.accept(delivery) }
                    if frames.isBroken { return false }
                case .wouldBlock: return true
                case .end, .failed: return false
                }
            }
        }
    }

    /// Delivers in this process; what cannot be delivered is not kept.
    ///
    /// - Parameters:
    ///   - role: its timeout bounds everything.
    ///   - tell: gets every answer.
    public static func deliver(_ deliveries: [Delivery], _ role: CourierRole, tell: @escaping (DeliveryAnswer) -> Void) {
        let courier = Courier(role)
        courier.begin(spool: .none, patience: role.timeout, tell: tell)
        for delivery in deliveries { courier.accept(delivery) }
        courier.finish()
    }

    /// Delivers what waits in the spool of a base directory.
    ///
    /// - Parameters:
    ///   - warn: gets sentences about the spool itself.
    ///   - tell: gets every answer.
    /// - Returns: how many messages wait still.
    /// - Throws: `SystemError` if the spool cannot be used.
    public static func flush(base: String, version: String, warn: @escaping (String) -> Void, tell: @escaping (DeliveryAnswer) -> Void) throws(SystemError)
        -> Int
    {
        let spool = try Spool(base: base)
        let courier = Courier(CourierRole(base: base, timeout: flushTime, isVerbose: false, version: version, surroundings: .init()))
        courier.warn = warn
        courier.begin(spool: .open(spool), patience: flushTime, tellsOfOld: true, tell: tell)
        courier.finish()
        return spool.names().count
    }
}

/// Called before main, by a constructor of CSisyphus.
@_cdecl("sis_begin_courier")
public func beginCourier() { CourierProcess.runIfAsked() }
