import Glibc
import SisyphusCore
import SisyphusNotify
import SisyphusUnix
import TestSupport
import Testing

@testable import SisyphusSupervisor

@Suite struct HousekeepingTests {
    private let now = Timestamp(microseconds: 1_795_452_329_000_000)
    private let place: TemporaryDirectory

    init() throws {
        place = try TemporaryDirectory()
    }

    private func name(_ days: Int64) -> LogName {
        LogName(start: Timestamp(microseconds: now.microseconds - days * 86_400_000_000))
    }

    private func add(_ days: Int64, _ bytes: [UInt8] = [65], mode: UInt16 = 0o600) throws {
        try place.write(name(days).text, bytes, mode: mode, modified: name(days).localMicroseconds)
    }

    @discardableResult
    private func clean(
        _ settings: RunSettings = RunSettings(), current: LogName? = nil, lastRun: Timestamp? = nil,
        shouldStop: @escaping () -> Bool = { false }
    ) -> [Housekeeping.Message] {
        var messages: [Housekeeping.Message] = []
        Housekeeping(
            store: place.store, settings: settings, now: now, current: current, lastRun: lastRun,
            shouldStop: shouldStop
        ) { messages.append($0) }.perform()
        return messages
    }

    /// What the format's own tool makes of a file.
    private func unpacked(_ name: String, with tool: String) throws -> [UInt8] {
        let output = place.directory.path + "/unpacked"
        let status = system("\(tool) -dc '\(place.directory.path)/\(name)' > '\(output)'")
        #expect(status == 0)
        return try #require(try place.directory.readFile("unpacked", limit: 1 << 24))
    }

    @Test func oldLogsAreCompressedAndOlderOnesDeleted() throws {
        for days: Int64 in [1, 10, 40] { try add(days) }
        let messages = clean()
        #expect(place.names == ["housekeeping.lock", name(10).text + ".bz2", name(1).text].sorted())
        let path = place.directory.path
        #expect(
            messages.map(\.text) == [
                "Removing logfiles older than 30 days, 0:00:00", "Removing logfile \(path)/\(name(40).text)",
                "Compressing logfiles older than 7 days, 0:00:00 via bzip2", "Compressing logfile \(path)/\(name(10).text)",
                "Old logfiles cleaned up",
            ])
        #expect(clean().isEmpty)
    }

    @Test(
        arguments: [
            (.gzip, "gzip"), (.bzip2, "bzip2"), (.lzma, "xz"),
        ] as [(RunSettings.Compression, String)])
    func theContentSurvives(_ mode: RunSettings.Compression, _ tool: String) throws {
        // More than one buffer, of bytes that do and do not compress.
        var chance = Chance(1)
        let bytes = (0..<700_000).map { $0 < 300_000 ? UInt8(truncatingIfNeeded: $0 >> 9) : UInt8.random(in: 0...255, using: &chance) }
        for (days, content) in [(10, bytes), (11, []), (12, [10])] as [(Int64, [UInt8])] { try add(days, content) }
        var settings = RunSettings()
        settings.compressmode = mode
        clean(settings)
        #expect(try unpacked(name(10).text + mode.suffix, with: tool) == bytes)
        #expect(try unpacked(name(11).text + mode.suffix, with: tool) == [])
        #expect(try unpacked(name(12).text + mode.suffix, with: tool) == [10])
    }

    @Test func modeAndTimesAreKeptAndLinksFollow() throws {
        try add(10, mode: 0o640)
        try place.directory.replaceLink("last_failed.sisyphuslog", to: name(10).text)
        let before = try #require(try place.directory.status(of: name(10).text))
        clean()
        let after = try #require(try place.directory.status(of: name(10).text + ".bz2"))
        #expect(after.mode == 0o640)
        #expect(after.modifiedNanoseconds == before.modifiedNanoseconds)
        #expect(after.accessedNanoseconds == before.accessedNanoseconds)
        #expect(try place.directory.readLink("last_failed.sisyphuslog") == name(10).text + ".bz2")
    }

    @Test func strangersAreNeverTouched() throws {
        for stranger in ["notes.txt", ".hidden", "2026-01-01 00-00-00_000000.sisyphuslog.zip", "email.ul4on"] {
            try place.write(stranger, [65], modified: 0)
        }
        try place.directory.replaceLink("foreign", to: "notes.txt")
        symlink("notes.txt", place.directory.path + "/" + name(10).text)
        mkdir(place.directory.path + "/" + name(40).text, 0o700)
        mkfifo(place.directory.path + "/" + name(50).text, 0o600)
        defer { rmdir(place.directory.path + "/" + name(40).text) }
        let before = place.names
        #expect(clean().isEmpty)
        #expect(place.names == (before + ["housekeeping.lock"]).sorted())
    }

    @Test func whatALinkShowsIsNotDeleted() throws {
        try add(40)
        try place.directory.replaceLink("last_successful.sisyphuslog", to: name(40).text)
        clean()
        #expect(try place.directory.readLink("last_successful.sisyphuslog") == name(40).text + ".bz2")
        clean()
        #expect(place.names.contains(name(40).text + ".bz2"))
    }

    @Test func aTruncatedCompressedLogNextToItsOriginalIsMadeAnew() throws {
        try add(10, Array("whole".utf8))
        try place.write(name(10).text + ".bz2", Array("BZh9".utf8))
        clean()
        #expect(try unpacked(name(10).text + ".bz2", with: "bzip2") == Array("whole".utf8))
        #expect(!place.names.contains(name(10).text))
    }

    @Test func aStopLeavesTheOriginal() throws {
        try add(10)
        var asked = 0
        clean(shouldStop: {
            asked += 1
            return asked > 1
        })
        #expect(place.names == ["housekeeping.lock", name(10).text].sorted())
    }

    @Test func onlyOneCleansAtATime() throws {
        try add(40)
        let lock = try place.directory.openFile("housekeeping.lock", File.writeOnly | File.create)
        #expect(try lock.lock())
        clean()
        #expect(place.names.contains(name(40).text))
        lock.close()
        clean()
        #expect(!place.names.contains(name(40).text))
    }

    @Test func aJumpOfTheClockIsTold() throws {
        try add(40)
        let messages = clean(lastRun: Timestamp(microseconds: 0))
        #expect(messages.count == 1)
        guard case .warning = messages.first else { Issue.record("no warning"); return }
        #expect(place.names.contains(name(40).text))
    }

    /// Of the writer that lives it is only the age that tells.
    @Test func abandonedTemporaryFilesAreRemoved() throws {
        let dead = try #require((2_000_000..<4_000_000).first { kill($0, 0) == -1 && errno == ESRCH })
        let old = now.microseconds - 2 * 86_400_000_000
        try place.write(".run.state.\(dead).tmp", [65], modified: now.microseconds)
        try place.write(".\(name(40).text).gz.\(dead).tmp", [65], modified: now.microseconds)
        try place.write(".notify.state.\(getppid()).tmp", [65], modified: now.microseconds - 1_000_000)
        try place.write(".runs.jsonl.\(getppid()).tmp", [65], modified: old)
        try place.write(".notes.txt.\(dead).tmp", [65], modified: old)
        clean()
        #expect(place.names == [".notes.txt.\(dead).tmp", ".notify.state.\(getppid()).tmp", "housekeeping.lock"].sorted())
    }

    /// Local time goes back when summer ends: the log of the later run has the earlier name.
    @Test func runsAreCountedInTheOrderOfTheirRecords() throws {
        let early = Timestamp(microseconds: now.microseconds, utcOffset: 7200)
        let late = Timestamp(microseconds: now.microseconds + 1_800_000_000, utcOffset: 3600)
        for start in [early, late] {
            var record = RunRecord(id: "\(start.utcOffset)", start: start, end: start, status: .failed)
            record.log = LogName(start: start).text
            try place.store.append(record)
            try place.write(LogName(start: start).text, [65], modified: start.microseconds)
        }
        var settings = RunSettings()
        settings.keepruns = 1
        clean(settings)
        #expect(place.names == [LogName(start: late).text, "housekeeping.lock", "runs.jsonl"])
    }
}
