import SisyphusCore
import SisyphusUnix

/// The directory of a job: `BASE/PROJECT/JOB[.IDENTIFIER]`.
enum JobDirectory {
    /// The name below the project's directory.
    static func name(_ settings: RunSettings) -> String {
        JobPlace(settings).directoryName
    }

    /// Opens the directory and makes what is missing.
    ///
    /// - Throws: `StartFailure` 73 for everything that makes the directory unusable or unsafe.
    static func open(_ settings: RunSettings, access: FileAccess) throws(StartFailure) -> Directory {
        let path = try BaseDirectory.path(option: settings.basedir)
        do {
            let project = try base(path, access).subdirectory(settings.projectname, createMode: access.directoryMode)
            try project.requireSafe()
            try access.apply(to: project, isShared: true)
            let directory = try project.subdirectory(name(settings), createMode: access.directoryMode)
            try directory.requireSafe()
            try access.apply(to: directory, isShared: false)
            return directory
        } catch {
            throw .cannotCreate(error)
        }
    }

    /// A base directory that was made by somebody else keeps the permissions that it got there.
    private static func base(_ path: String, _ access: FileAccess) throws(SystemError) -> Directory {
        do {
            let found = try Directory.open(path, createMode: nil)
            if path.hasSuffix("/" + BaseDirectory.defaultName) { try access.apply(to: found, isShared: true) }
            return found
        } catch  where error.isMissing {
            let made = try Directory.open(path, createMode: access.directoryMode)
            try access.apply(to: made, isShared: true)
            return made
        }
    }
}
