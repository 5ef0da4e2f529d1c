import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// Does what a `DeliveryState` decides: writes to the spool, reads secrets, runs transfers and programs, and reports what came of it.
final class Courier {
    /// Gets sentences about the spool itself.
    var warn: (String) -> Void = { _ in }
    let role: CourierRole
    private var tell: (DeliveryAnswer) -> Void = { _ in }
    private var state = DeliveryState(DeliveryTerms(spool: .none, patience: 0))
    private var spool: Spool?
    private var entries: [Int: Spool.Entry] = [:]
    /// What lay in the spool at the beginning: a supervisor that was killed has let go of what is still in its pipe.
    private var found: Set<String> = []
    private var lastNumber = 0
    /// What has happened and was not yet told to the state.
    private var inbox: [DeliveryInput] = []
    private var isHandling = false
    /// Attempts whose secrets have been read, and those under way.
    private var prepared: [Int: Prepared] = [:]
    private var transfers: [Int: Transfer] = [:]
    private var programs: [Int: RunningProgram] = [:]
    private var opened: Transfers?

    var isOver: Bool { state.phase == .over }

    init(_ role: CourierRole) {
        self.role = role
        HarmlessSignals.block()
    }

    enum SpoolPlace {
        case none
        case base(String)
        case open(Spool)
    }

    /// To be called once, before everything else.
    func begin(
        spool place: SpoolPlace, patience: Int64, background: Int64 = 0, oldMessages: Int = .max, tellsOfOld: Bool = false,
        tell: @escaping (DeliveryAnswer) -> Void
    ) {
        self.tell = tell
        var terms = DeliveryTerms(spool: .none, patience: patience)
        switch place {
        case .none: break
        case .open(let opened): spool = opened
        case .base(let base):
            do throws(SystemError) { spool = try Spool(base: base) } catch { terms.spool = .broken("\(error)") }
        }
        if spool != nil { terms.spool = .usable }
        (terms.background, terms.oldMessages, terms.tellsOfOld) = (background, oldMessages, tellsOfOld)
        state = DeliveryState(terms, limits: spool?.limits() ?? RateLimits())
        takeOld()
    }

    /// Takes what waits in the spool, the oldest first.
    private func takeOld() {
        guard let spool else { return }
        let now = SystemClock.wall().microseconds
        spool.sweep(now: now)
        handle(.dropped(spool.dropOld(now: now)))
        var found: [(number: Int, delivery: Delivery, tried: Int64)] = []
        for name in spool.names() {
            switch spool.take(name) {
            case .held(let entry, let delivery):
                self.found.insert(name)
                found.append((add(entry), delivery, entry.modified))
            case .unreadable: spool.putAside(name, why: "it cannot be understood")
            case .busy: break
            }
        }
        for sentence in spool.takeWarnings() { warn(sentence) }
        handle(.found(found))
    }

    private func add(_ entry: Spool.Entry) -> Int {
        lastNumber += 1
        entries[lastNumber] = entry
        return lastNumber
    }

    /// Takes a new delivery.
    func accept(_ delivery: Delivery) {
        guard !found.contains(delivery.spoolName) else { return }
        lastNumber += 1
        handle(.accepted(lastNumber, delivery))
    }

    /// Takes nothing more and goes on until all is over.
    func finish() {
        handle(.endOfInput)
        while !isOver { step(fd: nil) }
    }

    // MARK: What is decided

    /// Tells the state what happened, and does what it wants, until it wants nothing more.
    func handle(_ input: DeliveryInput) {
        inbox.append(input)
        guard !isHandling else { return }
        isHandling = true
        while !inbox.isEmpty {
            let next = inbox.removeFirst()
            for effect in state.handle(next, at: Stamp(time: SystemClock.wall(), elapsed: SystemClock.monotonicMicroseconds())) { perform(effect) }
        }
        isHandling = false
    }

    private func perform(_ effect: DeliveryEffect) {
        switch effect {
        case .store(let number, let delivery):
            do throws(SystemError) { entries[number] = try spool?.add(delivery) } catch { handle(.notStored(number, "\(error)")) }
        case .prepare(let number, let delivery): handle(prepare(number, delivery))
        case .send(let number, let delivery, let limits, let pingLimit):
            if let input = send(number, delivery, limits, pingLimit) { handle(input) }
        case .cancel(let number): handle(.cancelled(number, wasSent: cancel(number)))
        case .keep(let number, let delivery):
            do throws(SystemError) {
                if let entry = entries.removeValue(forKey: number) { try spool?.keep(entry, delivery) }
                handle(.kept(number))
            } catch {
                handle(.notKept(number, "\(error)"))
            }
        case .release(let number):
            if let entry = entries.removeValue(forKey: number) { spool?.release(entry) }
        case .remove(let number):
            if let entry = entries.removeValue(forKey: number) { spool?.remove(entry) }
        case .tell(let answer): tell(answer)
        case .noteLoss(let text): spool?.noteLoss(text, at: SystemClock.wall())
        case .saveLimits(let limits): try? spool?.save(limits, now: SystemClock.wall().microseconds)
        case .passPost(let id, let post): spool?.passPost(of: id, post)
        case .detach: Descriptors.leaveCaller()
        case .finish: break
        }
    }

    // MARK: Attempts

    private struct Prepared {
        var url = ""
        var secret: String?
    }

    private func prepare(_ number: Int, _ delivery: Delivery) -> DeliveryInput {
        var ready = Prepared()
        var key = ""
        do throws(Secrets.Trouble) {
            switch delivery.transport {
            case .http(let http):
                ready.url = try Secrets.read(http.url)
                if let secret = http.secret { ready.secret = try Secrets.read(secret) }
                key = RateLimits.key(ready.url)
            case .smtp(let smtp):
                if let secret = smtp.password { ready.secret = try Secrets.read(secret) }
            case .command, .file: break
            }
        } catch {
            return .notBegun(number, .retry(error.description, after: nil))
        }
        prepared[number] = ready
        return .prepared(number, receiverKey: key)
    }

    /// - Returns: what came of it at once; `nil`: it is under way.
    private func send(_ number: Int, _ delivery: Delivery, _ limits: AttemptLimits, _ pingLimit: Int?) -> DeliveryInput? {
        let ready = prepared.removeValue(forKey: number) ?? Prepared()
        do throws(NotBegun) {
            switch delivery.transport {
            case .file(let directory, let name): return .fileWritten(number, failure: writeFile(delivery.body, directory, name))
            case .command(let command): programs[number] = try start(command, delivery, limits)
            case .smtp(let smtp): transfers[number] = try start(smtp, delivery, ready, limits)
            case .http(let http): transfers[number] = try start(http, delivery, ready, limits, pingLimit)
            }
            return nil
        } catch {
            return .notBegun(number, error.disposition)
        }
    }

    private struct NotBegun: Error {
        let disposition: Disposition
    }

    private func start(_ http: Delivery.HTTP, _ delivery: Delivery, _ ready: Prepared, _ limits: AttemptLimits, _ pingLimit: Int?) throws(NotBegun) -> Transfer
    {
        let request: HTTPRequest
        do throws(HTTPRequest.Refusal) {
            request = try HTTPRequest(
                delivery, http, url: ready.url, secret: ready.secret, now: SystemClock.wall().microseconds, version: role.version, pingLimit: pingLimit)
        } catch {
            throw NotBegun(disposition: .refused(error.reason))
        }
        let proxy = ProxyChoice.choose(for: request.url, Environment.value(of:))
        var secrets = [ready.url, HTTPRequest.secretPart(of: ready.url), HTTPRequest.userPart(of: ready.url), ready.secret].compactMap { $0 }
        secrets += proxy?.secrets ?? []
        secrets += delivery.kind.secretParts(of: ready.url)
        let transfer = try library().start(request, proxy, limits, Redactor(secrets))
        guard let transfer else { throw NotBegun(disposition: .retry("libcurl refuses the request", after: nil)) }
        return transfer
    }

    private func start(_ smtp: Delivery.SMTP, _ delivery: Delivery, _ ready: Prepared, _ limits: AttemptLimits) throws(NotBegun) -> Transfer {
        let redactor = Redactor(SMTPReplies.secrets(user: smtp.user, password: ready.secret))
        let mail = Transfers.Mail(envelope: smtp, password: ready.secret, body: delivery.body, ownName: Processes.hostName)
        guard let transfer = try library().start(mail, limits, redactor) else {
            throw NotBegun(disposition: .retry("libcurl refuses the mail", after: nil))
        }
        return transfer
    }

    /// libcurl, opened when the first message needs it.
    private func library() throws(NotBegun) -> Transfers {
        if let opened { return opened }
        do throws(Secrets.Trouble) {
            let transfers = try Transfers(isVerbose: role.isVerbose)
            opened = transfers
            return transfers
        } catch {
            throw NotBegun(disposition: .retry(error.description, after: nil))
        }
    }

    private func start(_ command: Delivery.Command, _ delivery: Delivery, _ limits: AttemptLimits) throws(NotBegun) -> RunningProgram {
        do throws(SystemError) {
            return try RunningProgram(command, body: delivery.body, limits, role.surroundings)
        } catch {
            if error.isMissing { throw NotBegun(disposition: .refused("\(command.argv[0]) was not found")) }
            throw NotBegun(disposition: delivery.isKept ? .retry("\(error)", after: nil) : .refused("\(error)"))
        }
    }

    /// - Returns: why it could not be written.
    private func writeFile(_ bytes: [UInt8], _ directory: String, _ name: String) -> String? {
        do {
            try Directory.open(directory, createMode: nil).replaceAndSweepFile(name, with: bytes, mode: 0o644)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// - Returns: whether the receiver may have the message.
    private func cancel(_ number: Int) -> Bool {
        prepared[number] = nil
        if let program = programs.removeValue(forKey: number) {
            program.end()
            return true
        }
        guard let transfer = transfers.removeValue(forKey: number) else { return false }
        opened?.remove(transfer)
        return transfer.wasSent
    }

    // MARK: Time

    /// Waits until something happens, until the descriptor can be read, or a second; and goes on.
    func step(fd: Int32?) {
        let now = SystemClock.monotonicMicroseconds()
        var wait = fd == nil || !state.isIdle ? 1_000_000 : 60_000_000 as Int64
        if let deadline = state.deadline { wait = min(wait, max(deadline - now, 0)) }
        for program in programs.values { wait = min(wait, program.nextLook(now)) }
        if let opened {
            opened.step(fd: fd, milliseconds: Int32(clamping: (wait + 999) / 1000))
        } else {
            var poll = Poll()
            if let fd { poll.add(fd) }
            poll.wait(microseconds: wait)
        }
        for (number, transfer) in transfers.sorted(by: { $0.key < $1.key }) {
            guard let result = opened?.result(of: transfer, now: SystemClock.monotonicMicroseconds()) else { continue }
            transfers[number] = nil
            handle(.answered(number, result))
        }
        for (number, program) in programs.sorted(by: { $0.key < $1.key }) {
            guard let end = program.look(SystemClock.monotonicMicroseconds()) else { continue }
            programs[number] = nil
            handle(.programEnded(number, end))
        }
        handle(.tick)
    }
}
