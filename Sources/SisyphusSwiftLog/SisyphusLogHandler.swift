public import Logging
import Sisyphus

/// Lets swift-log write into the log of the running job: `LoggingSystem.bootstrap(SisyphusLogHandler.init)`.
///
/// The level becomes a tag (`trace`, `debug`, `info`, `notice`, `warning`, `error`, `critical`), the label of the logger one
/// before it, and metadata stand behind the message, sorted by key: `opened {file=a.csv size=3}`. An error that goes with the message
/// follows it.
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

    /// - Parameter label: that of the logger; empty: no tag.
    public init(label: String) {
        log = label.isEmpty ? Log.current : Log.current[label]
    }

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
        if let error = event.error { text += "\n" + ErrorText.full(error) }
        log(text)
    }
}
