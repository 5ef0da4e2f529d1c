import SisyphusCore

/// What the files of a job hold for each channel.
extension Dictionary where Key == ChannelName {
    /// Reads the members of an object; those that are unknown or broken are left out.
    init(_ value: JSONValue?, _ read: (JSONValue) -> Value?) {
        self.init()
        guard case .object(let members)? = value else { return }
        for (name, member) in members { if let channel = ChannelName(rawValue: name), let content = read(member) { self[channel] = content } }
    }

    func json(_ write: (Value) -> JSONValue) -> JSONValue {
        .object(sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, write($0.value)) })
    }
}
