import SisyphusCore
import SisyphusUnix
import Testing

@testable import SisyphusSupervisor

@Suite struct FilePermissionsTests {
    func permissions(_ mode: UInt16?) throws -> FilePermissions {
        var settings = RunSettings()
        settings.logMode = mode
        return try FilePermissions(settings)
    }

    @Test func whoMayReadTheFilesMayEnterTheDirectory() throws {
        #expect(try permissions(nil).directoryMode == 0o700)
        #expect(try permissions(0o640).directoryMode == 0o750)
        #expect(try permissions(0o644).directoryMode == 0o755)
    }

    @Test(arguments: [
        (UInt16?.none, UInt16(0o700), true), (0o640, 0o700, false), (0o640, 0o710, true), (0o644, 0o710, false), (0o644, 0o711, true),
        (0o604, 0o710, false), (0o604, 0o701, true),
    ])
    func readersOfFilesMustBeAbleToEnter(_ mode: UInt16?, _ directory: UInt16, _ may: Bool) throws {
        let place = try TemporaryDirectory()
        try place.directory.handle.setMode(directory)
        #expect(try permissions(mode).mayEnter(place.directory) == may)
    }

    @Test func anUnknownGroupIsBadUsage() throws {
        var settings = RunSettings()
        settings.logGroup = "no-such-group"
        #expect { try FilePermissions(settings) } throws: { ($0 as? StartFailure)?.exitStatus == ExitStatus.usage }
    }

    /// A job without `--log-mode` must not close the way to one with it.
    @Test func aSharedDirectoryIsOpenedButNeverClosed() throws {
        let place = try TemporaryDirectory()
        try permissions(0o640).apply(to: place.directory, isShared: true)
        try permissions(nil).apply(to: place.directory, isShared: true)
        #expect(try place.directory.handle.status().mode & 0o777 == 0o750)
        try permissions(nil).apply(to: place.directory, isShared: false)
        #expect(try place.directory.handle.status().mode & 0o777 == 0o700)
    }
}
