import SisyphusCore
import Testing

@testable import SisyphusFleet

/// What is written on command lines and between the processes.
@Suite struct LockTextTests {
    @Test(arguments: [
        ("etcd://h/x", ["http://h:2379"], "x"), ("etcds://a.example:1,b:65535/p/q/", ["https://a.example:1", "https://b:65535"], "p/q"),
        ("etcd://[::1]:2379,10.0.0.1//x", ["http://[::1]:2379", "http://10.0.0.1:2379"], "x"),
    ])
    func addresses(text: String, endpoints: [String], prefix: String) throws {
        guard case .etcd(let address) = try LockEngine(text) else {
            Issue.record("no etcd")
            return
        }
        #expect((address.endpoints, address.prefix) == (endpoints, prefix))
        #expect(try LockEngine(LockEngine.etcd(address).text) == .etcd(address))
    }

    @Test(arguments: [
        "", "etcd://h", "etcd://h/", "etcd:///x", "etcd://h:0/x", "etcd://h:65536/x", "etcd://h:x/x", "etcd://u:p@h/x", "etcd://a,,b/x", "etcd://h/a b",
        "http://h/x",
        "exec:", "etcd://[]/x", "etcd://[::1/x", "etcd://h x/x", "etcd://h:+1/x",
    ])
    func notAddresses(text: String) { #expect(throws: Refusal.self) { try LockEngine(text) } }

    @Test func commands() throws { #expect(try LockEngine("exec: hold it").text == "exec:hold it") }

    @Test func newsAndWords() throws {
        let owner = LockOwner(host: "alpha", pid: 7, boot: "b", run: "r", since: Timestamp(rfc3339: "2026-11-28T06:30:00+01:00"))
        for news: LockNews in [
            .locked(fence: "9", key: "x/P/J"), .locked(fence: "9", key: nil), .waiting(owner), .waiting(nil), .busy(owner), .busy(nil), .slotIsTaken,
            .away("why it is"),
            .refused("no"), .trouble("t"), .renewed, .lost("gone"),
        ] {
            #expect(LockNews(String(decoding: news.bytes.dropLast(), as: UTF8.self)) == news)
        }
        #expect(LockNews("locked 7 key\r") == .locked(fence: "7", key: "key ") && LockNews("locked 7\r") == .locked(fence: "7", key: nil))
        #expect(LockNews.away("a\nlocked 1").bytes.filter { $0 == UInt8(ascii: "\n") }.count == 1)
        #expect(LockNews("busy beta, since noon") == .busy(LockOwner(host: "beta, since noon")))
        for wrong in ["", "locked", "hello", "lockedx 3"] { #expect(LockNews(wrong) == nil) }
        for word in [LockWord.run(id: "r"), .release] { #expect(LockWord(String(decoding: word.bytes.dropLast(), as: UTF8.self)) == word) }
        let order = LockStateTests.order(slot: "s", user: "u")
        #expect(LockOrder(order.bytes) == order)
        #expect(LockOrder(Array(#"{"endpoints":[]}"#.utf8)) == nil)
        #expect(owner.text { $0 } == "alpha, as process 7 since 2026-11-28 06:30:00 +01:00, run r")
    }

    @Test(
        arguments: [
            (.seconds(4), .milliseconds(500), "--lock-ttl is in whole seconds, from 5 s to 1 h"),
            (.milliseconds(5500), .milliseconds(500), "--lock-ttl is in whole seconds, from 5 s to 1 h"),
            (.seconds(30), .seconds(14), "--lock-ttl is at least twice --kill-grace and 4 s more: the run could not be ended in time"),
            (.seconds(30), .seconds(13), nil), (.seconds(5), .milliseconds(500), nil),
        ] as [(Duration, Duration, String?)])
    func times(ttl: Duration, grace: Duration, error: String?) throws {
        var settings = RunSettings()
        settings.fleetLock.engine = try LockEngine("etcd://h/x")
        (settings.fleetLock.ttl, settings.killGrace) = (ttl, grace)
        #expect(FleetLockSettings.contradiction(settings)?.description == error)
        // A time that no lock can have is refused where there is none, too.
        settings.fleetLock.engine = nil
        #expect(FleetLockSettings.contradiction(settings)?.description == (grace < .seconds(10) ? error : nil))
    }

    @Test func whatBelongsTogether() throws {
        var settings = RunSettings()
        settings.fleetLock.engine = try LockEngine("etcd://h/x")
        settings.fleetLock.trusted = "/ca"
        #expect(FleetLockSettings.contradiction(settings) != nil)
        settings.fleetLock.engine = try LockEngine("etcds://h/x")
        #expect(FleetLockSettings.contradiction(settings) == nil)
        settings.fleetLock.certificate = "/c"
        #expect(FleetLockSettings.contradiction(settings) != nil)
        (settings.fleetLock.key, settings.fleetLock.user) = ("/k", "u")
        #expect(FleetLockSettings.contradiction(settings) != nil)
        settings.fleetLock.password = .environment("PW")
        #expect(FleetLockSettings.contradiction(settings) == nil)
        #expect(settings.fleetLock.secretVariables == ["PW"])
    }
}
