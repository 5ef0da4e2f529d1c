import SisyphusCore
import SisyphusUnix

/// The directory of a job, `BASE/PROJECT/JOB[.IDENTIFIER]`: what its files are called, who may read them, how each is read and written. Records are
/// in `RunRecords`.
struct JobStore {
    let directory: Directory
    let permissions: FilePermissions

    init(_ directory: Directory, permissions: FilePermissions = .closed) {
        self.directory = directory
        self.permissions = permissions
    }

    /// Opens the directory and makes what is missing.
    ///
    /// - Throws: `StartFailure` 73 for everything that makes the directory unusable or unsafe.
    static func make(_ settings: RunSettings) throws(StartFailure) -> JobStore {
        let permissions = try FilePermissions(settings)
        let path = try Notifications.base(settings)
        let place = JobPlace(settings)
        do {
            let base = try BaseDirectory.open(path, permissions)
            let project = try base.subdirectory(spelling(of: place.project, in: base, isTold: true), createMode: permissions.directoryMode)
            try project.requireSafe()
            try permissions.apply(to: project, isShared: true)
            let name = try spelling(of: place.directoryName, in: project, isTold: true)
            let directory = try project.subdirectory(name, createMode: permissions.directoryMode)
            try directory.requireSafe()
            try permissions.apply(to: directory, isShared: false)
            return JobStore(directory, permissions: permissions)
        } catch {
            throw StartFailure.cannotCreate(error, hint: hint(error, base: path, place, settings)).located(in: settings)
        }
    }

    /// What helps somebody who may not use a directory.
    private static func hint(_ error: SystemError, base path: String, _ place: JobPlace, _ settings: RunSettings) -> String {
        guard [.permissionDenied, .notPermitted, .noSuchFileOrDirectory, .notDirectory, .readOnlyFileSystem].contains(error.errno) else { return "" }
        let owner = (try? Directory.open(path, createMode: nil).status(of: place.project))?.owner
        if let owner, owner != User.effectiveID, owner != 0 || error.errno == .permissionDenied {
            let whose = error.explanation == nil ? "; it belongs to user \(User.name(owner) ?? String(owner))" : ""
            return whose + "; each user needs a project or a base directory of their own, as with --basedir \(path)/%u"
        }
        return settings.basedir == nil ? "; --basedir names another base directory" : ""
    }

    /// Opens the directory for somebody who only looks; `nil`: there is none yet.
    ///
    /// - Throws: `StartFailure` 73 if it must not be trusted or cannot be entered.
    static func find(_ place: JobPlace, base: String) throws(StartFailure) -> JobStore? {
        do throws(SystemError) {
            let base = try Directory.open(base, createMode: nil)
            let project = try base.subdirectory(spelling(of: place.project, in: base), createMode: nil)
            return JobStore(try project.subdirectory(spelling(of: place.directoryName, in: project), createMode: nil))
        } catch {
            if error.isMissing { return nil }
            throw StartFailure("\(error)", ExitStatus.cannotCreate)
        }
    }

    /// The name as it stands in the directory. Unicode spells some characters in several ways that look alike (é as one code point or as two): the
    /// spelling that is there already is used, so that no job has two directories.
    private static func spelling(of name: String, in directory: Directory, isTold: Bool = false) throws(SystemError) -> String {
        guard name.utf8.contains(where: { $0 >= 0x80 }), try directory.status(of: name) == nil else { return name }
        var found: String?
        try directory.forEachEntry { bytes, _ throws(SystemError) in
            let entry = String(decoding: bytes, as: UTF8.self)
            // Strings are equal if their canonical forms are.
            if entry == name { found = entry }
        }
        if found != nil, isTold {
            Complaint.say("the name \"\(name)\" is spelled with other code points than \(directory.childPath(name)), which looks the same and is used")
        }
        return found ?? name
    }

    func path(of name: String) -> String { directory.childPath(name) }

    // MARK: - Any file

    /// - Returns: `nil` if it is not there, or is nothing that could be read.
    func read(_ name: String, limit: Int) -> [UInt8]? { (try? directory.readFile(name, limit: limit)) ?? nil }

    /// Readers see the old or the new content, never a part. A directory in its place is put aside.
    ///
    /// - Parameter sync: whether content and name survive a power failure right after.
    func replace(_ name: String, _ bytes: [UInt8], sync: Bool = false) throws(SystemError) {
        func replace() throws(SystemError) {
            try directory.replaceFile(name, with: bytes, mode: permissions.mode, group: permissions.group, sync: sync)
        }
        if isForeign(name) {
            throw SystemError(operation: "replace", object: name, errno: .invalidArgument, explanation: "it is no regular file")
        }
        do {
            try replace()
        } catch  where error.errno == .isDirectory {
            try putAside(name)
            try replace()
        }
    }

    /// Whether a name leads elsewhere, to what is not ours: a device would be gone, a directory put aside.
    private func isForeign(_ name: String) -> Bool {
        guard name.utf8.first == UInt8(ascii: "/"), let kind = (try? directory.status(of: name))?.kind else { return false }
        return kind != .regular && kind != .symlink
    }

    /// Opens a file that several processes lock, and makes it if need be. What is no regular file is put aside.
    func openShared(_ name: String, _ flags: Int32 = 0) throws(SystemError) -> OpenFile {
        func open() throws(SystemError) -> OpenFile {
            try directory.openFile(name, File.readWrite | File.create | File.nonBlocking | flags, mode: permissions.mode)
        }
        do {
            let file = try open()
            if try file.status().kind == .regular { return file }
        } catch  where error.errno == .isDirectory || error.errno == .tooManySymbolicLinkLevels || error.errno == .noSuchAddressOrDevice {}
        try putAside(name)
        return try open()
    }

    /// Gives something that keeps us from writing a file of ours another name, and says so: it is not ours to remove.
    private func putAside(_ name: String) throws(SystemError) {
        var other = name + ".aside"
        var number = 1
        while try directory.status(of: other) != nil {
            number += 1
            other = "\(name).aside\(number)"
        }
        try directory.rename(name, to: other)
        Complaint.say("\(path(of: name)) is no regular file; it is called \(other) now, and the file is made anew")
    }

    // MARK: - Lock, state and health

    static let lockFileLimit = 4096

    /// What the lock file says; `nil`: there is none that could be read. To look does not open the lock for anybody.
    func lockFile() -> LockFile? { read(JobFile.lock, limit: Self.lockFileLimit).map(LockFile.init) }

    /// The start that holds the job's lock, as far as it has said so and lives, or may live elsewhere.
    func lockHolder() -> LockFile.Holder? {
        guard let holder = lockFile()?.holder, HealthQuestion.life(of: holder) != .dead else { return nil }
        return holder
    }

    /// The same on this machine, where it can be told that it lives.
    func aliveLockHolder() -> LockFile.Holder? {
        // Thousands of jobs may be looked at of which hardly one is running.
        guard let status = (try? directory.status(of: JobFile.lock)) ?? nil,
            status.size >= LockFile.Holder.leastSize,
            let holder = lockFile()?.holder, HealthQuestion.life(of: holder) == .alive
        else { return nil }
        return holder
    }

    /// What the run that is going on is, or was when it was killed; `nil`: there is none, or what is there says nothing.
    func state() -> RunStateFile? { read(JobFile.state, limit: 4 << 20).flatMap { RunStateFile(bytes: $0) } }

    func write(_ state: RunStateFile) throws(SystemError) { try replace(JobFile.state, state.bytes) }

    func removeState() throws(SystemError) { try directory.unlink(JobFile.state) }

    /// - Parameter message: `nil`: healthy, an empty file.
    func writeHealth(_ message: String?, as name: String = JobFile.health, sync: Bool) throws(SystemError) {
        do throws(SystemError) {
            try replace(name, message.map { Array("\($0)\n".utf8) } ?? [], sync: sync)
        } catch {
            // No file is unhealthy too; the verdict of an earlier run must not stand.
            if message != nil, !isForeign(name) { try? directory.unlink(name) }
            throw error
        }
    }

    /// - Parameter name: in the directory of the job, or absolute.
    func writeMail(_ bytes: [UInt8], as name: String) throws(SystemError) { try replace(name, bytes, sync: false) }

    /// Points the link to the last log with this outcome to a log.
    func link(_ status: Status, to log: String) throws(SystemError) { try directory.replaceLink(LinkName.last(status), to: log) }
}
