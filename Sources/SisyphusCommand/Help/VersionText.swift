import SisyphusCore
import SisyphusCourier
import SisyphusSupervisor
import SisyphusUnix

/// What `--version` says: the version on the first line, where this build comes from, and the libraries that are opened at need.
enum VersionText {
    static var text: String {
        let codecs = RunSettings.Compression.allCases.map { ($0.rawValue, $0.libraryVersion) }
        return text(version: Entry.version, build: HostFacts.build, curl: CourierProcess.curlVersion, codecs: codecs)
    }

    /// - Parameters:
    ///   - build: commit and date; `nil`: nobody has said so.
    ///   - curl: what libcurl says of itself.
    ///   - codecs: the name and version of each library that compresses.
    static func text(version: String, build: String?, curl: String?, codecs: [(name: String, version: String?)]) -> String {
        """
        sisyphus \(version)
        \(build ?? "no release build")
        \(curl ?? "libcurl is not found: nothing can be sent over the network")
        \(codecs.map { "\($0.name) \($0.version ?? "not found")" }.joined(separator: ", "))

        """
    }
}
