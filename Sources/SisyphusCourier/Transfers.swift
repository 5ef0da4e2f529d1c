import CCurl
import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// A request that libcurl works on.
final class Transfer {
    fileprivate let pointer: OpaquePointer
    fileprivate var clock: AttemptClock
    fileprivate var isDone = false
    fileprivate let redactor: Redactor
    private let proxy: ProxyChoice?
    private let isMail: Bool
    /// What libcurl said and is no whole line yet.
    private var words: [UInt8] = []

    fileprivate init(_ pointer: OpaquePointer, isMail: Bool, _ proxy: ProxyChoice?, _ limits: AttemptLimits, _ redactor: Redactor) {
        (self.pointer, self.isMail, self.proxy, self.redactor) = (pointer, isMail, proxy, redactor)
        clock = AttemptClock(limits, now: SystemClock.monotonicMicroseconds())
    }

    deinit { sis_transfer_free(pointer) }

    /// Whether the whole request has left and the server has not said what became of it.
    var wasSent: Bool { sis_transfer_was_sent(pointer) }

    /// How many lines of the answer have come.
    var answerLines: Int { Self.text { sis_transfer_answer(pointer, $0) }.utf8.count { $0 == UInt8(ascii: "\n") } }

    /// - Parameter overdue: why it was ended before its end.
    fileprivate func result(overdue: String?) -> AttemptResult {
        let lines = Self.text { sis_transfer_lines(pointer, $0) }.split(omittingEmptySubsequences: true) { $0 == "\r\n" || $0 == "\n" }
        let answer = Self.text { sis_transfer_answer(pointer, $0) }
        let status = sis_transfer_status(pointer)
        // The last words of a mail server are a farewell: what counts is the reply that bears the code.
        let reply = isMail ? lines.last { $0.hasPrefix(String(status)) } ?? lines.last ?? "" : answer[...]
        var result = AttemptResult(
            code: overdue == nil ? Int32(sis_transfer_code(pointer)) : CurlCode.timedOut, error: overdue ?? String(cString: sis_transfer_error(pointer)),
            status: status, reply: String(reply), wasSent: wasSent)
        if isMail {
            result.replies = lines.map { String($0) }
        } else {
            result.headers = lines.compactMap { line in
                line.firstIndex(of: ":").map { (line[..<$0].lowercased(), String(line[line.index(after: $0)...].drop { $0 == " " })) }
            }
        }
        result.retryAfterDate = sis_transfer_retry_after(pointer)
        (result.proxy, result.redactor) = (proxy, redactor)
        return result
    }

    /// Passes on what libcurl says of its doing, without what nobody may see.
    fileprivate func passWords(isLast: Bool) {
        var size = 0
        guard let start = sis_transfer_words(pointer, &size) ?? nil else { return }
        words += UnsafeBufferPointer(start: start, count: size)
        if isLast, !words.isEmpty { words.append(UInt8(ascii: "\n")) }
        while let end = words.firstIndex(of: UInt8(ascii: "\n")) {
            StandardStream.error.write(Array((redactor.clean(String(decoding: words[..<end], as: UTF8.self)) + "\n").utf8))
            words.removeFirst(end + 1)
        }
    }

    private static func text(_ get: (UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?) -> String {
        var size = 0
        let start = get(&size)
        return String(decoding: UnsafeBufferPointer(start: start, count: size), as: UTF8.self)
    }
}

/// Requests that run beside each other. Exists once libcurl has been opened.
final class Transfers {
    private let multi: OpaquePointer
    private var running: [OpaquePointer: Transfer] = [:]
    private let isVerbose: Bool

    /// - Parameter isVerbose: whether libcurl says what it does, on standard error.
    init(isVerbose: Bool) throws(Secrets.Trouble) {
        guard sis_curl_open(), let multi = sis_multi_new() else { throw Secrets.Trouble(String(cString: sis_curl_why())) }
        self.multi = multi
        self.isVerbose = isVerbose
    }

    struct Mail {
        var envelope: Delivery.SMTP
        var password: String?
        var body: [UInt8]
        /// What this side says in EHLO.
        var ownName: String
    }

    func start(_ request: HTTPRequest, _ proxy: ProxyChoice?, _ limits: AttemptLimits, _ redactor: Redactor) -> Transfer? {
        let spec = TransferSpec()
        spec.fields.url = spec.keep(request.url)
        spec.fields.headers = spec.keep(request.headers.map { "\($0.name): \($0.value)" })
        spec.fields.protocols = spec.keep("http,https")
        spec.fields.proxy = spec.keep(proxy?.address ?? "")
        return add(spec, body: request.body, proxy, limits, redactor)
    }

    func start(_ mail: Mail, _ limits: AttemptLimits, _ redactor: Redactor) -> Transfer? {
        let spec = TransferSpec()
        let (url, requiresTLS) = SMTPReplies.address(mail.envelope, ownName: mail.ownName)
        spec.fields.url = spec.keep(url)
        spec.fields.mail_from = spec.keep("<\(mail.envelope.from)>")
        spec.fields.mail_to = spec.keep(mail.envelope.to.map { "<\($0)>" })
        spec.fields.requires_tls = requiresTLS
        spec.fields.user = mail.envelope.user.flatMap(spec.keep)
        spec.fields.password = mail.password.flatMap(spec.keep)
        spec.fields.protocols = spec.keep("smtp,smtps")
        spec.fields.proxy = spec.keep("")
        return add(spec, body: mail.body, nil, limits, redactor)
    }

    /// A request to a service of one's own network: no proxy of the environment comes in between.
    struct Call {
        var url: String
        var body: [UInt8]
        var token: String?
        var trusted: String?
        var certificate: String?
        var privateKey: String?
    }

    func begin(_ call: Call, _ limits: AttemptLimits) -> Transfer? {
        let spec = TransferSpec()
        spec.fields.url = spec.keep(call.url)
        spec.fields.headers = spec.keep(["Content-Type: application/json"] + (call.token.map { ["Authorization: \($0)"] } ?? []))
        spec.fields.protocols = spec.keep("http,https")
        spec.fields.proxy = spec.keep("")
        spec.fields.ca_file = call.trusted.map(spec.keep)
        spec.fields.certificate = call.certificate.map(spec.keep)
        spec.fields.private_key = call.privateKey.map(spec.keep)
        return add(spec, body: call.body, nil, limits, Redactor([call.token].compactMap { $0 }))
    }

    private func add(_ spec: TransferSpec, body: [UInt8], _ proxy: ProxyChoice?, _ limits: AttemptLimits, _ redactor: Redactor) -> Transfer? {
        spec.fields.connect_ms = limits.connectMilliseconds
        spec.fields.total_ms = limits.wholeMilliseconds
        spec.fields.verbose = isVerbose
        // As with curl itself, an empty variable is none.
        if spec.fields.ca_file == nil, let file = Environment.value(of: "SSL_CERT_FILE"), !file.isEmpty { spec.fields.ca_file = spec.keep(file) }
        if let directory = Environment.value(of: "SSL_CERT_DIR"), !directory.isEmpty { spec.fields.ca_directory = spec.keep(directory) }
        let pointer = body.withUnsafeBufferPointer { bytes in
            spec.fields.body = bytes.baseAddress
            spec.fields.body_size = bytes.count
            return sis_transfer_new(&spec.fields)
        }
        guard let pointer else { return nil }
        let transfer = Transfer(pointer, isMail: spec.fields.mail_from != nil, proxy, limits, redactor)
        guard sis_multi_add(multi, pointer) else { return nil }
        running[pointer] = transfer
        return transfer
    }

    /// Goes on with all of them; waits at most this long, or until the descriptor can be read.
    func step(fd: Int32?, milliseconds: Int32) {
        sis_multi_step(multi, fd ?? -1, milliseconds)
        while let pointer = sis_multi_next_done(multi) {
            running.removeValue(forKey: pointer)?.isDone = true
        }
    }

    /// What came of a transfer; `nil`: it is under way. What takes too long is ended.
    func result(of transfer: Transfer, now: Int64) -> AttemptResult? {
        var overdue: String?
        if !transfer.isDone {
            let phase = AttemptPhase(rawValue: Int32(sis_transfer_phase(transfer.pointer).rawValue)) ?? .answer
            overdue = transfer.clock.overdue(phase, heard: sis_transfer_heard(transfer.pointer), now: now)
        }
        let isOver = transfer.isDone || overdue != nil
        if isOver { remove(transfer) }
        if isVerbose { transfer.passWords(isLast: isOver) }
        return isOver ? transfer.result(overdue: overdue) : nil
    }

    /// Ends a transfer.
    func remove(_ transfer: Transfer) {
        if running.removeValue(forKey: transfer.pointer) != nil { sis_multi_remove(multi, transfer.pointer) }
    }
}

/// What libcurl is told of a request, with the texts that it points to.
private final class TransferSpec {
    var fields = sis_transfer_spec()
    private var texts: [UnsafeMutablePointer<CChar>] = []
    private var lists: [UnsafeMutablePointer<UnsafePointer<CChar>?>] = []

    deinit {
        for text in texts { text.deallocate() }
        for list in lists { list.deallocate() }
    }

    func keep(_ text: String) -> UnsafePointer<CChar> {
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (place, byte) in bytes.enumerated() { copy[place] = byte }
        texts.append(copy)
        return UnsafePointer(copy)
    }

    /// With a NULL at its end.
    func keep(_ list: [String]) -> UnsafePointer<UnsafePointer<CChar>?> {
        let pointers = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: list.count + 1)
        for (place, text) in list.enumerated() { pointers[place] = keep(text) }
        pointers[list.count] = nil
        lists.append(pointers)
        return UnsafePointer(pointers)
    }
}
