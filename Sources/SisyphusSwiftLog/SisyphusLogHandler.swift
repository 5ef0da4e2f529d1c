public import Logging
import Sisyphus
import Synchronization

/// Lets swift-log write into the log of the running job: `SisyphusLogHandler.bootstrap()`.
///
/// The level becomes a tag (`trace`, `debug`, `info`, `notice`, `warning`, `error`, `critical`), the label of the logger one
/// before it, and metadata stand behind the message, sorted by key: `opened {file=a.csv size=3}`. An error that goes with a
/// message is logged as such, with the tag `exc`, and the message below it.
///
/// Levels tell nobody: a message goes to people if its metadata have `sisyphus.tag` with the value `external` (or `email`,
/// `mattermost`, `sentry`). Any other value is one more tag, an array several.
public struct SisyphusLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    public var logLevel: Logger.Level = .info
    private let log: Log

    /// Metadata with this key are a tag.
    public static let tagKey = "sisyphus.tag"

    /// - Parameters:
    ///   - label: That of the logger; empty: no tag.
    ///   - metadataProvider: What adds metadata to each message, `LoggingSystem.bootstrap(SisyphusLogHandler.init, metadataProvider: …)`.
    public init(label: String, metadataProvider: Logger.MetadataProvider? = nil) {
        log = label.isEmpty ? Log.current : Log.current[label]
        self.metadataProvider = metadataProvider
    }

    /// Makes this the handler of all loggers, once: a job that runs again in the same process (`--fork no`, `--repeat`) may call it in each run, while
    /// `LoggingSystem.bootstrap` ends the program when it is called again.
    ///
    /// - Parameter metadataProvider: What adds metadata to each message. That of the first call counts.
    public static func bootstrap(metadataProvider: Logger.MetadataProvider? = nil) {
        let isFirst = isBootstrapped.exchange(true, ordering: .relaxed) == false
        if isFirst { LoggingSystem.bootstrap(SisyphusLogHandler.init, metadataProvider: metadataProvider) }
    }

    private static let isBootstrapped = Atomic(false)

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let own = event.metadata { all.merge(own) { _, new in new } }
        var log = log[event.level.rawValue]
        switch all.removeValue(forKey: Self.tagKey) {
        case nil: break
        case .array(let tags): for tag in tags { log = log["\(tag)"] }
        case let tag?: log = log["\(tag)"]
        }
        var text = "\(event.message)"
        if !all.isEmpty { text += " {" + all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ") + "}" }
        if let error = event.error { log(error, saying: text) } else { log(text) }
    }
}
