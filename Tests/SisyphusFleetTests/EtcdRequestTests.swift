import SisyphusCore
import TestSupport
import Testing

@testable import SisyphusFleet

/// What goes over the wire, and what comes back.
@Suite struct EtcdRequestTests {
    private func judge(_ request: EtcdRequest, _ text: String, status: Int = 200) -> Result<EtcdAnswer, EtcdTrouble> {
        request.judge(status: status, Array(text.utf8), from: "h1:2379")
    }

    private static let acquire = EtcdRequest.acquire(.init(lease: "5", slotLease: nil, place: nil))
    private static let header = #""header":{"revision":"9"}"#

    @Test func requests() throws {
        let order = LockStateTests.order(slot: "x/P/J/slot/60")
        let requests: [EtcdRequest] = [
            .grant, .grantSlot, Self.acquire, .acquire(.init(lease: "5", slotLease: "6", place: 8)), .keepAlive(lease: "5"), .look, .revoke(lease: "5"),
        ]
        let watch = EtcdRequest.watch(order, from: 10)
        let rows = requests.map { "\($0.path) \($0.body(order).bytes.text)" } + ["\(watch.path) \(watch.body.bytes.text)"]
        try expectGolden(rows.joined(separator: "\n") + "\n", "EtcdRequests.txt")
    }

    @Test func answers() {
        #expect(judge(.grant, #"{\#(Self.header),"ID":"7","TTL":"30"}"#) == .success(.lease("7", ttl: 30)))
        #expect(judge(.logIn, #"{\#(Self.header),"token":"t.1"}"#) == .success(.token("t.1")))
        #expect(judge(.keepAlive(lease: "7"), #"{"result":{\#(Self.header),"ID":"7","TTL":"30"}}"#) == .success(.alive(ttl: 30)))
        #expect(judge(.keepAlive(lease: "7"), #"{"result":{\#(Self.header),"ID":"7"}}"#) == .success(.alive(ttl: 0)))
        #expect(judge(.look, #"{\#(Self.header)}"#) == .success(.key(created: nil)))
        #expect(judge(.look, #"{\#(Self.header),"kvs":[{"create_revision":"4"}]}"#) == .success(.key(created: 4)))
        #expect(judge(Self.acquire, #"{\#(Self.header),"succeeded":true,"responses":[{}]}"#) == .success(.acquired(fence: 9)))
    }

    @Test func occupations() {
        let value = Base64.encode(Array(#"{"host":"beta","pid":3}"#.utf8)).text
        let lock = #"{"response_range":{"kvs":[{"create_revision":"4","lease":"8","value":"\#(value)"}]}}"#
        let none = #"{"response_range":{}}"#, put = #"{"response_put":{}}"#
        let found = judge(Self.acquire, #"{\#(Self.header),"responses":[\#(lock),\#(none),\#(none),\#(put)]}"#)
        #expect(found == .success(.occupied(EtcdOccupation(owner: LockOwner(host: "beta", pid: 3), place: 9, revision: 9))))
        // An earlier request had its place already, or even the lock.
        let place = #"{"response_range":{"kvs":[{"create_revision":"6"}]}}"#
        guard case .success(.occupied(let again)) = judge(Self.acquire, #"{\#(Self.header),"responses":[\#(none),\#(place),\#(none),\#(put)]}"#) else {
            Issue.record("no occupation")
            return
        }
        #expect((again.place, again.owner) == (6, nil))
        let own = #"{"response_range":{"kvs":[{"create_revision":"4","lease":"5"}]}}"#
        #expect(judge(Self.acquire, #"{\#(Self.header),"responses":[\#(own),\#(none),\#(none),\#(put)]}"#) == .success(.acquired(fence: 4)))
        let slot = EtcdRequest.acquire(.init(lease: "5", slotLease: "6", place: nil))
        guard case .success(.occupied(let taken)) = judge(slot, #"{\#(Self.header),"responses":[\#(none),\#(none),\#(lock)]}"#) else {
            Issue.record("no occupation")
            return
        }
        #expect(taken.slotIsTaken)
    }

    @Test(
        arguments: [
            (EtcdRequest.grant, 200, "<html>hello", EtcdTrouble.refused(#"h1:2379 answers as no etcd does (HTTP status 200, "<html>hello")"#)),
            (.grant, 404, "Not Found\n", .refused(#"h1:2379 answers as no etcd does (HTTP status 404, "Not Found\x0a")"#)),
            (.grant, 200, #"{"header":{},"ID":"7"}"#, .refused(#"h1:2379 answers as no etcd does (HTTP status 200, "{"header":{},"ID":"7"}")"#)),
            (.grant, 200, #"{"ok":true}"#, .refused(#"h1:2379 answers as no etcd does (HTTP status 200, "{"ok":true}")"#)),
            (acquire, 200, #"{"header":{"revision":"9"}}"#, .refused(#"h1:2379 answers as no etcd does (HTTP status 200, "{"header":{"revision":"9"}}")"#)),
            (.grant, 503, #"{"error":"etcdserver: request timed out","code":14}"#, .away("h1:2379 says: etcdserver: request timed out")),
            (
                acquire, 429, #"{"error":"etcdserver: mvcc: database space exceeded","code":8}"#,
                .away("h1:2379 says: etcdserver: mvcc: database space exceeded")
            ),
            (acquire, 404, #"{"error":"etcdserver: requested lease not found","code":5}"#, .noLease),
            (
                .logIn, 400, #"{"error":"etcdserver: authentication failed, invalid user ID or password","code":3}"#,
                .refused("h1:2379 says: etcdserver: authentication failed, invalid user ID or password")
            ),
            (acquire, 401, #"{"error":"etcdserver: invalid auth token","code":16}"#, .loggedOut("h1:2379 says: etcdserver: invalid auth token")),
            (acquire, 400, #"{"error":"etcdserver: user name is empty","code":3}"#, .loggedOut("h1:2379 says: etcdserver: user name is empty")),
            (acquire, 403, #"{"error":"etcdserver: permission denied","code":7}"#, .refused("h1:2379 says: etcdserver: permission denied")),
            (.keepAlive(lease: "5"), 200, #"{"error":{"grpc_code":14,"message":"etcdserver: no leader"}}"#, .away("h1:2379 says: etcdserver: no leader")),
        ] as [(EtcdRequest, Int, String, EtcdTrouble)])
    func troubles(request: EtcdRequest, status: Int, text: String, trouble: EtcdTrouble) {
        #expect(judge(request, text, status: status) == .failure(trouble))
    }
}
