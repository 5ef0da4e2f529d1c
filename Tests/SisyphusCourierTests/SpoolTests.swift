import Foundation
import Testing

@testable import SisyphusCore
@testable import SisyphusCourier
@testable import SisyphusNotify

/// A base directory of its own, removed afterwards.
private final class Base {
    let path = FileManager.default.temporaryDirectory.appending(path: "sisyphus-spool-\(UUID().uuidString)").path
    var folder: String { "\(path)/.spool-\(geteuid())" }

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, _ name: String, age: TimeInterval = 0) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: "\(folder)/\(name)")
    }

    var names: Set<String> { Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []) }
    var losses: String { (try? String(contentsOfFile: "\(folder)/lost.log", encoding: .utf8)) ?? "" }
}

@Suite struct SpoolTests {
    private let now: Int64 = 1_795_452_329_000_000

    @Test func whoHoldsAnEntryHasItAlone() throws {
        let base = try Base()
        let spool = try Spool(base: base.path), other = try Spool(base: base.path)
        let entry = try spool.add(Sample.mail())
        #expect(spool.names() == [entry.name])
        if case .busy = other.take(entry.name) {} else { Issue.record("two hold it") }
        var tried = Sample.mail()
        tried.tries = 3
        try spool.keep(entry, tried)
        guard case .held(let again, let delivery) = other.take(entry.name) else { return #expect(Bool(false), "nobody holds it") }
        #expect(delivery == tried)
        other.remove(again)
        #expect(spool.names().isEmpty)
        if case .busy = spool.take(entry.name) {} else { Issue.record("it is gone") }
    }

    /// Whatever lies there under an entry's name or ours: it is put aside and said, and does not stand in the way for ever.
    @Test(arguments: ["empty", "zeros", "halved", "another version", "directory", "FIFO", "link"]) func damagedEntries(_ kind: String) throws {
        let base = try Base()
        let name = Sample.mail().spoolName
        let path = "\(base.folder)/\(name)"
        switch kind {
        case "empty": try base.write("", name)
        case "zeros": try base.write("\0\0\0\0", name)
        case "halved": try Data(Sample.mail().encoded.prefix(40)).write(to: URL(filePath: path))
        case "another version": try base.write("{\"version\":2}\n", name)
        case "directory": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        case "FIFO": #expect(mkfifo(path, 0o600) == 0)
        default: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/passwd")
        }
        var said: [String] = []
        let left = try CourierProcess.flush(base: base.path, version: "1", warn: { said.append($0) }) { _ in }
        #expect(left == 0 && base.names == [name + ".damaged", "lost.log"])
        #expect(said == ["\(path) is put aside as \(name).damaged: it cannot be understood"] && base.losses.contains(said[0]))
    }

    @Test(arguments: ["limits.json", "lost.log"]) func damagedFilesOfOurs(_ name: String) throws {
        let base = try Base()
        try FileManager.default.createDirectory(atPath: "\(base.folder)/\(name)", withIntermediateDirectories: false)
        let spool = try Spool(base: base.path)
        #expect(spool.takeWarnings().count == 1 && base.names.contains(name + ".damaged"))
        spool.noteLoss("x", at: Timestamp(microseconds: now))
        var limits = RateLimits()
        limits.set("k", category: "", until: .max)
        try spool.save(limits, now: now)
        #expect(spool.limits() == limits && base.losses.hasSuffix("x\n"))
        try base.write("\0", "limits.json")
        #expect(spool.limits() == RateLimits())
    }

    /// A writer that was killed leaves a file behind, for nobody.
    @Test func whatKilledWritersLeft() throws {
        let base = try Base()
        // No process has this number.
        try base.write("", ".left.99999999.tmp")
        try base.write("", ".mine.\(getppid()).tmp")
        try base.write("", ".old.\(getppid()).tmp", age: 90_000)
        try base.write("", ".foreign", age: 7200)
        let spool = try Spool(base: base.path)
        spool.sweep(now: Int64(Date().timeIntervalSince1970 * 1e6))
        #expect(base.names == [".mine.\(getppid()).tmp", ".foreign"])
    }

    @Test func whatIsTooOldOrTooMuch() throws {
        let base = try Base()
        let spool = try Spool(base: base.path)
        for number in 0..<103 as Range<Int64> {
            var mail = Sample.mail("mail \(number)")
            mail.created = number == 102 ? now - 8 * 86_400_000_000 : now - number
            spool.release(try spool.add(mail))
        }
        try base.write("", SpoolLayout.aside(Sample.mail().spoolName))
        #expect(spool.dropOld(now: now).map(\.id) == ["mail 102", "mail 101", "mail 100"])
        #expect(spool.names().count == 100 && !base.names.contains { SpoolLayout.isAside($0) })
    }

    @Test func postsArePassedOn() throws {
        let base = try Base()
        let spool = try Spool(base: base.path)
        let recovery = Sample.http(.mattermost, .mattermost, id: "recovery", extra: "failure")
        let entry = try spool.add(recovery)
        spool.release(entry)
        spool.passPost(of: "failure", "p0st")
        guard case .held(_, let waiting) = spool.take(entry.name) else { return #expect(Bool(false), "it is gone") }
        #expect(waiting == recovery.answering("failure", post: "p0st"))
    }
}
