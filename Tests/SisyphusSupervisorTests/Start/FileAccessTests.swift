import SisyphusCore
import SisyphusUnix
import Testing

@testable import SisyphusSupervisor

@Suite struct FileAccessTests {
    func access(_ mode: UInt16?) throws -> FileAccess {
        var settings = RunSettings()
        settings.logMode = mode
        return try FileAccess(settings)
    }

    @Test func whoMayReadTheFilesMayEnterTheDirectory() throws {
        #expect(try access(nil).directoryMode == 0o700)
        #expect(try access(0o640).directoryMode == 0o750)
        #expect(try access(0o644).directoryMode == 0o755)
    }

    @Test func anUnknownGroupIsBadUsage() throws {
        var settings = RunSettings()
        settings.logGroup = "no-such-group"
        #expect { try FileAccess(settings) } throws: { ($0 as? StartFailure)?.exitStatus == ExitStatus.usage }
    }

    /// A job without `--log-mode` must not close the way to one with it.
    @Test func aSharedDirectoryIsOpenedButNeverClosed() throws {
        let place = try TemporaryDirectory()
        try access(0o640).apply(to: place.directory, isShared: true)
        try access(nil).apply(to: place.directory, isShared: true)
        #expect(try place.directory.ownStatus().mode & 0o777 == 0o750)
        try access(nil).apply(to: place.directory, isShared: false)
        #expect(try place.directory.ownStatus().mode & 0o777 == 0o700)
    }
}
