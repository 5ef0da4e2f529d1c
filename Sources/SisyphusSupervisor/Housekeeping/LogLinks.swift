import SisyphusCore
import SisyphusUnix

/// Where the links of a job point to.
struct LogLinks {
    private let links: [(link: String, target: LogName)]

    init(directory: Directory) throws(SystemError) {
        var links: [(link: String, target: LogName)] = []
        for link in LinkName.all {
            // Only plain names: a path that leads elsewhere is not a log of this directory.
            if let target = try directory.readLink(link).flatMap({ LogName($0) }) { links.append((link, target)) }
        }
        self.links = links
    }

    var targets: [LogName] { links.map(\.target) }

    /// Points the links of a log to its compressed form, unless a run that ended meanwhile has moved them on.
    func follow(_ name: LogName, to compressed: LogName, in directory: Directory) throws(SystemError) {
        for (link, target) in links where target == name {
            if try directory.readLink(link) == name.text {
                try directory.replaceLink(link, to: compressed.text)
            }
        }
    }
}
