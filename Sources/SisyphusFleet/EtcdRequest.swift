public import SisyphusCore

/// What is asked of etcd, as requests of its JSON gateway (version 3).
public enum EtcdRequest: Sendable, Equatable {
    /// Whether the user has the right password; the answer is a token.
    case logIn
    /// A lease for the lock.
    case grant
    /// A lease for the key of a scheduled moment.
    case grantSlot
    /// The lock, if nobody has it, nobody stands in line before and the moment had no run; else a place in the line, if one is wanted.
    case acquire(Acquisition)
    case keepAlive(lease: String)
    /// Whether the key is there still.
    case look
    case revoke(lease: String)

    public struct Acquisition: Sendable, Equatable {
        public var lease: String
        public var slotLease: String?
        /// The revision with which the place in the line was made; `nil`: there is none yet.
        public var place: Int64?
    }

    public var path: String {
        switch self {
        case .logIn: "/v3/auth/authenticate"
        case .grant, .grantSlot: "/v3/lease/grant"
        case .acquire: "/v3/kv/txn"
        case .keepAlive: "/v3/lease/keepalive"
        case .look: "/v3/kv/range"
        case .revoke: "/v3/lease/revoke"
        }
    }

    public func body(_ order: LockOrder) -> JSONValue {
        switch self {
        case .logIn: .members(["name": .text(order.user), "password": .text(order.password)])
        case .grant: .members(["TTL": .int(order.ttl)])
        case .grantSlot: .members(["TTL": .int(LockOrder.slotTTL)])
        case .keepAlive(let lease), .revoke(let lease): .members(["ID": .string(lease)])
        case .look: .members(["key": .key(order.key)])
        case .acquire(let acquisition): acquisition.body(order)
        }
    }

    /// What is to be watched for the lock to become free: the keys of lock and line, from a revision on.
    public static func watch(_ order: LockOrder, from revision: Int64) -> (path: String, body: JSONValue) {
        let range: JSONValue = .members(["key": .key(order.key), "range_end": .key(order.key + "0"), "start_revision": .string(String(revision))])
        return ("/v3/watch", .members(["create_request": range]))
    }
}

extension EtcdRequest.Acquisition {
    fileprivate func body(_ order: LockOrder) -> JSONValue {
        let own = order.line + lease
        let end = String(order.line.dropLast()) + "0"
        var conditions = [compare(order.key, "EQUAL", 0)]
        // Nobody in the line, or none that came before.
        conditions.append(place.map { compare(order.line, "GREATER", $0 - 1, end: end) } ?? compare(order.line, "EQUAL", 0, end: end))
        var changes = [put(order.key, order.owner.json.bytes, lease)]
        if place != nil { changes.append(.members(["request_delete_range": .members(["key": .key(own)])])) }
        if let slot = order.slot, let slotLease {
            conditions.append(compare(slot, "EQUAL", 0))
            changes.append(put(slot, order.owner.json.bytes, slotLease))
        }
        var questions = [look(order.key), look(own), look(order.slot ?? own)]
        if order.waits, place == nil { questions.append(put(own, order.owner.json.bytes, lease)) }
        return .members(["compare": .array(conditions), "success": .array(changes), "failure": .array(questions)])
    }

    private func compare(_ key: String, _ result: String, _ revision: Int64, end: String? = nil) -> JSONValue {
        .members([
            "key": .key(key), "range_end": end.map { .key($0) }, "target": "CREATE", "result": .string(result), "create_revision": .string(String(revision)),
        ])
    }

    private func put(_ key: String, _ value: [UInt8], _ lease: String) -> JSONValue {
        .members(["request_put": .members(["key": .key(key), "value": .string(Base64.encode(value).text), "lease": .string(lease)])])
    }

    private func look(_ key: String) -> JSONValue { .members(["request_range": .members(["key": .key(key)])]) }
}

extension JSONValue {
    /// Keys are bytes to etcd.
    fileprivate static func key(_ key: String) -> JSONValue { .string(Base64.encode(Array(key.utf8)).text) }
}

/// What etcd answered.
public enum EtcdAnswer: Sendable, Equatable {
    case token(String)
    /// Seconds.
    case lease(String, ttl: Int64)
    case acquired(fence: Int64)
    case occupied(EtcdOccupation)
    /// Seconds that the lease has from now on; 0: there is none any more.
    case alive(ttl: Int64)
    /// With which revision the key was made; `nil`: there is none.
    case key(created: Int64?)
    case revoked
}

/// Why the lock is not to be had now.
public struct EtcdOccupation: Sendable, Equatable {
    public var owner: LockOwner?
    public var slotIsTaken = false
    /// With which revision the place in the line was made.
    public var place: Int64?
    /// Of the whole store.
    public var revision: Int64
}

/// Why a request came to nothing.
public enum EtcdTrouble: Error, Sendable, Equatable {
    /// Nobody answers, or somebody who cannot at this moment.
    case away(String)
    /// It will not be otherwise soon: a password, a certificate, no etcd.
    case refused(String)
    /// The token counts no more.
    case loggedOut(String)
    /// There is no such lease.
    case noLease

    var sentence: String {
        switch self {
        case .away(let text), .refused(let text), .loggedOut(let text): text
        case .noLease: "the lease has run out"
        }
    }
}

extension EtcdRequest {
    /// Judges what came over the wire.
    ///
    /// - Parameters:
    ///   - status: of HTTP.
    ///   - host: who answered, for sentences.
    public func judge(status: Int, _ bytes: some Collection<UInt8>, from host: String) -> Result<EtcdAnswer, EtcdTrouble> {
        guard let json = JSONValue(bytes), case .object = json else {
            let start = Sanitizer(escapes: .escape).text(Array(bytes.prefix(60)))
            return .failure(.refused("\(host) answers as no etcd does (HTTP status \(status)\(start.isEmpty ? "" : ", \"\(start)\""))"))
        }
        // In a stream the error is a member of its own.
        if let error = json["error"] { return .failure(trouble(error["code"]?.int ?? error["grpc_code"]?.int ?? json["code"]?.int, error, json, host)) }
        let body = json["result"] ?? json
        guard status == 200, body["header"] != nil, let answer = read(body) else {
            return .failure(
                .refused("\(host) answers as no etcd does (HTTP status \(status), \"\(Sanitizer(escapes: .escape).text(Array(bytes.prefix(60))))\")"))
        }
        return .success(answer)
    }

    private func trouble(_ code: Int64?, _ error: JSONValue, _ json: JSONValue, _ host: String) -> EtcdTrouble {
        let said = error.string ?? error["message"]?.string ?? json["message"]?.string ?? "no reason given"
        let text = "\(host) says: \(Sanitizer(escapes: .escape).text(Array(said.utf8.prefix(200))))"
        if said.contains("lease not found") { return .noLease }
        // The codes of gRPC: 3 invalid argument, 7 permission denied, 9 failed precondition, 12 unimplemented, 16 unauthenticated.
        switch code {
        case 16: return self == .logIn ? .refused(text) : .loggedOut(text)
        case 3 where said.contains("auth") || said.contains("user name is empty"): return self == .logIn ? .refused(text) : .loggedOut(text)
        case 3, 7, 9, 12: return .refused(text)
        default: return .away(text)
        }
    }

    private func read(_ json: JSONValue) -> EtcdAnswer? {
        switch self {
        case .logIn: return json["token"]?.string.map(EtcdAnswer.token)
        case .grant, .grantSlot:
            guard let id = json["ID"]?.string, let ttl = json["TTL"]?.integer, ttl > 0 else { return nil }
            return .lease(id, ttl: ttl)
        // What is 0 is left out.
        case .keepAlive: return .alive(ttl: max(0, json["TTL"]?.integer ?? 0))
        case .revoke: return .revoked
        case .look: return .key(created: json.found?["create_revision"]?.integer)
        case .acquire(let acquisition): return acquisition.read(json)
        }
    }
}

extension EtcdRequest.Acquisition {
    fileprivate func read(_ json: JSONValue) -> EtcdAnswer? {
        guard let revision = json["header"]?["revision"]?.integer, case .array(let responses)? = json["responses"] else { return nil }
        if json["succeeded"]?.bool == true { return .acquired(fence: revision) }
        guard responses.count >= 3 else { return nil }
        let found = responses.map { $0["response_range"]?.found }
        // The answer to an earlier request of the same kind was lost.
        if let lock = found[0], lock["lease"]?.string == lease, let created = lock["create_revision"]?.integer { return .acquired(fence: created) }
        var occupation = EtcdOccupation(revision: revision)
        occupation.owner = found[0]?["value"]?.string.flatMap(Base64.decode).map { String(decoding: $0, as: UTF8.self) }.flatMap(LockOwner.init(text:))
        occupation.slotIsTaken = slotLease != nil && found[2] != nil
        occupation.place = found[1]?["create_revision"]?.integer ?? place
        if occupation.place == nil, responses.count > 3 { occupation.place = revision }
        return .occupied(occupation)
    }
}

extension JSONValue {
    /// 64-bit numbers are strings in the JSON of protocol buffers. None of etcd comes near to those that cannot be added to.
    fileprivate var integer: Int64? {
        guard let number = string.flatMap({ Int64($0) }) ?? int, number.magnitude < 1 << 62 else { return nil }
        return number
    }

    /// The first key that was found.
    fileprivate var found: JSONValue? { if case .array(let keys)? = self["kvs"] { keys.first } else { nil } }
}
