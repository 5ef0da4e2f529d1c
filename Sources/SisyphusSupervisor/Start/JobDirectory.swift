import SisyphusCore
import SisyphusUnix

/// The directory of a job: `BASE/PROJECT/JOB[.IDENTIFIER]`.
enum JobDirectory {
    /// The name below the project's directory.
    static func name(_ settings: RunSettings) -> String {
        settings.identifier.map { "\(settings.jobname).\($0)" } ?? settings.jobname
    }

    /// Opens the directory and makes what is missing.
    ///
    /// - Throws: `StartFailure` 73 for everything that makes the directory unusable or unsafe.
    static func open(_ settings: RunSettings, access: FileAccess) throws(StartFailure) -> Directory {
        let path = try BaseDirectory.path(option: settings.basedir)
        do {
            let base = try Directory.open(path, createMode: access.directoryMode)
            var directory = base
            for component in [settings.projectname, name(settings)] {
                directory = try directory.subdirectory(component, createMode: access.directoryMode)
                try directory.requireSafe()
                try access.apply(to: directory)
            }
            return directory
        } catch {
            throw .cannotCreate(error)
        }
    }
}
