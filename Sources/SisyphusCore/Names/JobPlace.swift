/// Which job it is, and with that its directory below the base directory.
public struct JobPlace: Hashable, Sendable {
    public let project: String
    public let job: String
    public let identifier: String?

    public init(project: String, job: String, identifier: String? = nil) {
        self.project = project
        self.job = job
        self.identifier = identifier
    }

    public init(_ settings: RunSettings) {
        self.init(project: settings.projectname, job: settings.jobname, identifier: settings.identifier)
    }

    /// The name of the job's directory in that of the project.
    public var directoryName: String { identifier.map { "\(job).\($0)" } ?? job }

    /// Job `a.b` and job `a` with identifier `b` have one directory: the second that comes is to be refused.
    /// - Parameter owner: whose the directory is already.
    /// - Returns: the error; `nil` when both are the same job or have different directories.
    public func collision(with owner: JobPlace) -> OptionError? {
        guard self != owner, project == owner.project, directoryName == owner.directoryName else { return nil }
        return OptionError("\(self) cannot use the directory \(project)/\(directoryName): it belongs to \(owner); give another --jobname or --identifier")
    }

    /// What the lock file of the directory says.
    public var ownerText: String { "job=\(job)\nidentifier=\(identifier ?? "")\n" }

    /// Reads what a lock file says; `nil`: it is torn or says something else.
    public init?(ownerText bytes: [UInt8], project: String) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 3, lines[2].isEmpty, lines[0].hasPrefix("job="), lines[1].hasPrefix("identifier=") else { return nil }
        let (job, identifier) = (String(lines[0].dropFirst(4)), String(lines[1].dropFirst(11)))
        guard Names.refusal(of: job) == nil, identifier.isEmpty || Names.refusal(of: identifier) == nil else { return nil }
        self.init(project: project, job: job, identifier: identifier.isEmpty ? nil : identifier)
    }

    /// - Throws: when the directory's name would be too long for a file system.
    package func check() throws(OptionError) {
        guard directoryName.utf8.count <= 255 else {
            throw OptionError("--jobname and --identifier make a directory name of \(directoryName.utf8.count) bytes together; at most 255 are possible")
        }
    }
}

extension JobPlace: CustomStringConvertible {
    public var description: String {
        "job \"\(job)\"" + (identifier.map { " with identifier \"\($0)\"" } ?? "") + " of project \"\(project)\""
    }
}
