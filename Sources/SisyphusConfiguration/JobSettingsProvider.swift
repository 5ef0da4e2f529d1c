public import Configuration
public import Sisyphus

/// The settings of a job for swift-configuration, so that a program that reads its configuration by a `ConfigReader` finds there what its job was started with:
///
///     let config = ConfigReader(providers: [JobSettingsProvider(self), EnvironmentVariablesProvider()])
///     let limit = config.double(forKey: "sisyphus.maxtime")          // seconds
///
/// Keys are the names of the options below `sisyphus`; `kill-grace` is `sisyphus.killGrace`, `sisyphus.kill-grace` and `sisyphus.kill.grace`. Durations are numbers of seconds, sizes of
/// bytes, counts are counts, flags are Booleans; each is a string too, as it stands on a command line. Secrets, and what is not set, are not there.
///
/// A provider holds what the settings were when it was made; made in `execute`, that is everything that command line, environment and configuration said.
public struct JobSettingsProvider: ConfigProvider, ConfigSnapshot {
    private let settings: [String: JobSetting]

    /// - Parameter job: The job, whose settings are complete when it runs.
    public init(_ job: Job) { settings = Dictionary(job.optionSettings.map { (JobSettingsProvider.plain($0.name), $0) }) { first, _ in first } }

    public var providerName: String { "JobSettingsProvider" }

    /// - Throws: an error if the setting is not what was asked for.
    public func value(forKey key: AbsoluteConfigKey, type: ConfigType) throws -> LookupResult {
        let name = key.components.joined(separator: ".")
        guard key.components.count > 1, key.components[0] == "sisyphus",
            let setting = settings[JobSettingsProvider.plain(key.components.dropFirst().joined())]
        else { return LookupResult(encodedKey: name, value: nil) }
        return LookupResult(encodedKey: name, value: ConfigValue(try content(of: setting, as: type), isSecret: false))
    }

    private func content(of setting: JobSetting, as type: ConfigType) throws -> ConfigContent {
        switch type {
        case .string: return .string(setting.text)
        case .stringArray: return .stringArray(setting.text.split(separator: ",").map { String($0.drop { $0 == " " }) })
        case .bool: if let flag = setting.flag { return .bool(flag) }
        case .double: if let number = setting.number { return .double(number) }
        case .int: if let number = setting.number, let whole = Int(exactly: number) { return .int(whole) }
        default: break
        }
        throw JobSettingError(option: setting.name, text: setting.text, wanted: type.rawValue)
    }

    public func fetchValue(forKey key: AbsoluteConfigKey, type: ConfigType) async throws -> LookupResult { try value(forKey: key, type: type) }

    public func watchValue<Return: ~Copyable>(
        forKey key: AbsoluteConfigKey, type: ConfigType,
        updatesHandler: (_ updates: ConfigUpdatesAsyncSequence<Result<LookupResult, any Error>, Never>) async throws -> Return
    ) async throws -> Return { try await watchValueFromValue(forKey: key, type: type, updatesHandler: updatesHandler) }

    public func snapshot() -> any ConfigSnapshot { self }

    public func watchSnapshot<Return: ~Copyable>(
        updatesHandler: (_ updates: ConfigUpdatesAsyncSequence<any ConfigSnapshot, Never>) async throws -> Return
    ) async throws -> Return { try await watchSnapshotFromSnapshot(updatesHandler: updatesHandler) }

    /// Names are the same however their words are joined.
    private static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}

/// A setting of a job is not of the type that was asked for.
public struct JobSettingError: Error, CustomStringConvertible {
    /// The name of the option.
    public let option: String
    /// What it is set to.
    public let text: String
    /// The type that was asked for.
    public let wanted: String

    public var description: String { "--\(option) of the job is \"\(text)\", which is no \(wanted)" }
}
