import CCurl
import SisyphusCore
import SisyphusNotify
import SisyphusUnix

/// A request that libcurl works on.
final class Transfer {
    fileprivate let pointer: OpaquePointer

    fileprivate init(_ pointer: OpaquePointer) { self.pointer = pointer }
    deinit { sis_transfer_free(pointer) }

    /// To be asked at the end. `status` of SMTP is the last code of the server.
    var result: TryResult {
        let lines = Self.text { sis_transfer_lines(pointer, $0) }
        let answer = Self.text { sis_transfer_answer(pointer, $0) }
        var headers: [(name: String, value: String)] = []
        let split = lines.split(omittingEmptySubsequences: true) { $0 == "\r\n" || $0 == "\n" }
        for line in split {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers.append((line[..<colon].lowercased(), String(value)))
        }
        let status = sis_transfer_status(pointer)
        // The last words of a mail server are a farewell: what counts is the reply that bears the code.
        // An HTTP server without words has only said its headers.
        let isHTTP = split.first?.hasPrefix("HTTP/") ?? false
        let reply = isHTTP ? "" : split.last { $0.hasPrefix(String(status)) } ?? split.last ?? ""
        return TryResult(
            code: Int32(sis_transfer_code(pointer)), error: String(cString: sis_transfer_error(pointer)), status: status,
            reply: answer.isEmpty ? String(reply) : answer, headers: headers, wasSent: sis_transfer_was_sent(pointer))
    }

    /// All replies of an SMTP server, one line each.
    var replies: [String] {
        Self.text { sis_transfer_lines(pointer, $0) }.split { $0 == "\r\n" || $0 == "\n" }.map { String($0) }
    }

    /// Whether the whole request has left.
    var wasSent: Bool { sis_transfer_was_sent(pointer) || sis_transfer_status(pointer) == 354 }

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
    private let caFile: String?
    var isVerbose = false

    /// Milliseconds.
    static let connectTime: Int64 = 3000
    static let totalTime: Int64 = 8000

    /// - Parameter caFile: certificates to trust in place of the system's.
    init(caFile: String?) throws(Secrets.Trouble) {
        guard sis_curl_open(), let multi = sis_multi_new() else { throw Secrets.Trouble(String(cString: sis_curl_why())) }
        self.multi = multi
        self.caFile = caFile
    }

    func start(_ request: HTTPRequest) -> Transfer? {
        let headers = request.headers.map { "\($0.name): \($0.value)" }
        return withStrings(headers) { headers in
            request.url.withCString { url in
                var spec = sis_transfer_spec()
                spec.url = url
                spec.headers = headers
                return "http,https".withCString { protocols in
                    spec.protocols = protocols
                    return add(&spec, body: request.body)
                }
            }
        }
    }

    /// - Parameter url: `smtp://HOST:PORT/NAME`; the name is what this side says in EHLO.
    func start(mail smtp: Delivery.SMTP, url: String, requiresTLS: Bool, password: String?, body: [UInt8]) -> Transfer? {
        withStrings(smtp.to.map { "<\($0)>" }) { receivers in
            withOptional(smtp.user) { user in
                withOptional(password) { password in
                    url.withCString { url in
                        "<\(smtp.from)>".withCString { from in
                            var spec = sis_transfer_spec()
                            spec.url = url
                            spec.mail_from = from
                            spec.mail_to = receivers
                            spec.requires_tls = requiresTLS
                            spec.user = user
                            spec.password = password
                            return "smtp,smtps".withCString { protocols in
                                spec.protocols = protocols
                                return add(&spec, body: body)
                            }
                        }
                    }
                }
            }
        }
    }

    private func add(_ spec: inout sis_transfer_spec, body: [UInt8]) -> Transfer? {
        spec.connect_ms = Self.connectTime
        spec.total_ms = Self.totalTime
        spec.verbose = isVerbose
        let pointer = body.withUnsafeBufferPointer { bytes in
            spec.body = bytes.baseAddress
            spec.body_size = bytes.count
            return withOptional(caFile) { file in
                spec.ca_file = file
                return sis_transfer_new(&spec)
            }
        }
        guard let pointer else { return nil }
        let transfer = Transfer(pointer)
        guard sis_multi_add(multi, pointer) else { return nil }
        running[pointer] = transfer
        return transfer
    }

    /// Goes on with all of them; waits at most this long, or until the descriptor can be read.
    func step(fd: Int32?, milliseconds: Int32) -> [Transfer] {
        sis_multi_step(multi, fd ?? -1, milliseconds)
        var done: [Transfer] = []
        while let pointer = sis_multi_next_done(multi) {
            if let transfer = running.removeValue(forKey: pointer) { done.append(transfer) }
        }
        return done
    }

    private func withStrings<Result>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result) -> Result {
        let copies = strings.map { string in
            let bytes = Array(string.utf8CString)
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            copy.initialize(from: bytes, count: bytes.count)
            return copy
        }
        defer { for copy in copies { copy.deallocate() } }
        let pointers: [UnsafePointer<CChar>?] = copies.map { UnsafePointer($0) } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
    }

    private func withOptional<Result>(_ string: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
        if let string { string.withCString { body($0) } } else { body(nil) }
    }
}
