public import SisyphusCore
import SisyphusNotify
public import SisyphusOptions
import SisyphusUnix

/// Finds and reads the configuration files.
public enum ConfigurationFiles {
    /// A configuration is written by people; what is larger is something else.
    private static let largest = 1 << 20
    private static let systemPath = "/etc/sisyphus/config.toml"

    /// - Parameter passOver: is told of what is wrong with single sections and keys, which then are passed over; `nil`: that is an error.
    /// - Returns: the files that exist, strongest first.
    /// - Throws: when one cannot be read, is not safe, or says something wrong; when that of `--config` is missing.
    public static func read(for reader: SettingsReader, passOver: ((OptionError) -> Void)? = nil) throws(OptionError) -> [Configuration] {
        var configurations: [Configuration] = []
        for path in paths(for: reader) {
            if let configuration = try read(path, table: reader.table, isRequired: reader.configurationPath != nil, passOver: passOver) {
                configurations.append(configuration)
            }
        }
        return configurations
    }

    /// Where configurations are looked for, strongest first. `/dev/null` is none, as for other programs.
    public static func paths(for reader: SettingsReader) -> [String] {
        if let path = reader.configurationPath { return path == "/dev/null" ? [] : [path] }
        return [userPath, systemPath].compactMap(\.self)
    }

    private static var userPath: String? {
        if let directory = Environment.value(of: "XDG_CONFIG_HOME"), directory.hasPrefix("/") { return directory + "/sisyphus/config.toml" }
        return User.home.map { $0 + "/.config/sisyphus/config.toml" }
    }

    /// - Returns: `nil` if there is no such file.
    public static func read(
        _ path: String, table: OptionTable, isRequired: Bool, passOver: ((OptionError) -> Void)? = nil
    ) throws(OptionError) -> Configuration? {
        guard let file = try TrustedFile.read(path, limit: largest) else {
            if isRequired { throw OptionError("cannot read the configuration \(path) of --config: there is no such file") }
            return nil
        }
        let configuration = try Configuration(file.bytes, file: path, table: table, passOver: passOver)
        if let secret = configuration.plainSecret, Secrets.isOpen(file.status) {
            let error = OptionError(
                """
                \(secret.place): \(secret.key) is a secret, and the configuration can be read by everyone; take that right away (chmod o-rw) or write \
                env:NAME or file:PATH
                """)
            guard let passOver else { throw error }
            passOver(error)
        }
        return configuration
    }
}
