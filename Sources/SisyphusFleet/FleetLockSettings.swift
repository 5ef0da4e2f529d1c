public import SisyphusCore
public import SisyphusSchedule

/// The lock that lets only one run of a job live on all hosts together.
public struct FleetLockSettings: SettingsPart {
    /// What becomes of a start when whoever keeps the lock cannot be asked.
    public enum WhenAway: String, Sendable, CaseIterable {
        /// It is skipped.
        case skip
        /// It becomes a run without the lock.
        case run
        /// It has failed.
        case fail
    }
    /// What becomes of a run that loses the lock.
    public enum WhenLost: String, Sendable, CaseIterable {
        /// Its processes are ended before the lock may be somebody else's.
        case end
        /// It goes on, with a warning in the log.
        case warn
    }

    /// Who keeps the lock; `nil`: there is none.
    public var engine: LockEngine?
    /// How long etcd keeps the lock of a host that says nothing any more.
    public var ttl: Duration = .seconds(30)
    /// The path of a file with the certificates that are trusted (PEM); `nil`: those that the system trusts.
    public var trusted: String?
    /// The path of a file with the certificate that this host shows (PEM).
    public var certificate: String?
    /// The path of a file with the key of that certificate (PEM).
    public var key: String?
    /// The user of etcd.
    public var user: String?
    /// That user's password.
    public var password: Secret?
    /// What becomes of a start when whoever keeps the lock cannot be asked.
    public var whenAway: WhenAway = .skip
    /// What becomes of a run that loses the lock.
    public var whenLost: WhenLost = .end

    /// Makes the settings that hold where no option says anything.
    public init() {}

    /// Beyond the grace of a run, so long before the lock may be somebody else's its processes are asked to end (microseconds).
    public static let reserve: Int64 = 2_000_000

    /// The options that set them.
    public static let rows: [OptionRow] = [
        OptionRow(
            "lock", "ENGINE", in: .fleet,
            .setting(
                .optional(
                    .parsed(accepts: LockEngine.accepted) { text throws(Refusal) in
                        try LockEngine(text)
                    } write: {
                        $0.text
                    }), \.fleetLock.engine, text: \ClassFleetLockSettings.Type.lock),
            help: """
                Let only one run of this job live on all hosts that name this: etcd://HOST[:PORT],HOST…/PREFIX (etcds:// with TLS), or exec:COMMAND, a command \
                line that holds the lock as long as it runs (docs/fleet.md). A run that loses the lock is ended before another host can have it.
                """),
        OptionRow(
            "lock-ttl", "TIME", in: .fleet, .setting(.duration, \.fleetLock.ttl, class: \ClassFleetLockSettings.Type.lockTTL),
            help: """
                How long etcd keeps the lock of a host that says nothing any more, in whole seconds from 5 s to 1 h; at least twice --kill-grace and 4 s. It is \
                renewed each third of that.
                """),
        .path(
            "lock-ca", \.fleetLock.trusted, { $0.lockCA },
            "A file with the certificates (PEM) by which etcd's members are known. Otherwise those that the system trusts."),
        .path("lock-cert", \.fleetLock.certificate, { $0.lockCert }, "A file with the certificate (PEM) that is shown to etcd."),
        .path("lock-key", \.fleetLock.key, { $0.lockKey }, "The file with its private key."),
        OptionRow(
            "lock-user", "NAME", in: .fleet,
            .setting(
                .text(accepts: "the name of a user of etcd") { $0.isEmpty ? "it is empty" : nil }, \.fleetLock.user, text: \ClassFleetLockSettings.Type.lockUser
            ),
            help: "The user of etcd whom the keys of locks belong to."),
        OptionRow(
            "lock-password", in: .fleet, .setting(.secret, \.fleetLock.password, text: \ClassFleetLockSettings.Type.lockPassword),
            help: "That user's password (a secret)."),
        OptionRow(
            "lock-away", in: .fleet, .setting(.choice, \.fleetLock.whenAway, class: \ClassFleetLockSettings.Type.lockAway),
            help: """
                What becomes of a start when nobody answers for the lock within 10 s: it is skipped (and people are told after --tell-after such starts), it \
                runs without the lock, or it fails with status 73.
                """),
        OptionRow(
            "on-lock-lost", in: .fleet, .setting(.choice, \.fleetLock.whenLost, class: \ClassFleetLockSettings.Type.onLockLost),
            help: "What becomes of a run that loses the lock: it is ended, or goes on with a warning in the log and to people, for jobs that must not be cut."),
    ]

    /// Values that cannot be meant together.
    public static func contradiction(_ settings: RunSettings) -> OptionError? {
        let lock = settings.fleetLock
        let seconds = lock.ttl.microseconds / 1_000_000
        if seconds * 1_000_000 != lock.ttl.microseconds || !(5...3600).contains(seconds) {
            return OptionError("--lock-ttl is in whole seconds, from 5 s to 1 h")
        }
        guard case .etcd(let address)? = lock.engine else { return nil }
        if lock.whenLost == .end, lock.ttl.microseconds < 2 * (settings.killGrace.microseconds + reserve) {
            return OptionError("--lock-ttl is at least twice --kill-grace and 4 s more: the run could not be ended in time")
        }
        if (lock.user == nil) != (lock.password == nil) { return OptionError("--lock-user and --lock-password need each other") }
        if (lock.certificate == nil) != (lock.key == nil) { return OptionError("--lock-cert and --lock-key need each other") }
        if !address.isSecure, lock.trusted != nil || lock.certificate != nil {
            return OptionError("--lock etcd:// speaks without TLS, so that --lock-ca, --lock-cert and --lock-key mean nothing; etcds:// speaks with it")
        }
        return nil
    }

    /// The environment variable that the password is read from; the job does not get it.
    public var secretVariables: Set<String> { if case .environment(let name)? = password { [name] } else { [] } }
}

extension RunSettings {
    /// The lock of all hosts together.
    public var fleetLock: FleetLockSettings {
        get { parts[FleetLockSettings.self] }
        set { parts[FleetLockSettings.self] = newValue }
    }
}

extension OptionRow {
    fileprivate static func path(
        _ name: String, _ path: @autoclosure @escaping OptionValue.Path<String?>, _ property: @escaping @Sendable (ClassFleetLockSettings.Type) -> String?,
        _ help: String
    ) -> OptionRow {
        OptionRow(
            name, "FILE", in: .fleet,
            .setting(.text(accepts: "an absolute path") { $0.hasPrefix("/") ? nil : "the path is not absolute" }, path(), text: property),
            help: help)
    }
}

/// The options about the lock of all hosts, as a job's class sets them. Texts are what the option of the same name takes, and are judged as that is.
nonisolated open class ClassFleetLockSettings: ClassScheduleSettings {
    private static let usual = FleetLockSettings()

    /// Who keeps the lock that lets only one run of the job live on all hosts: `etcd://HOST,HOST/PREFIX`, `etcds://` with TLS, or `exec:COMMAND`; `nil`: there is no
    /// such lock.
    open class var lock: String? { nil }
    /// How long etcd keeps the lock of a host that says nothing any more.
    open class var lockTTL: Duration { usual.ttl }
    /// The absolute path of a file with the certificates by which etcd is known; `nil`: those that the system trusts.
    open class var lockCA: String? { nil }
    /// That of the certificate that is shown to etcd.
    open class var lockCert: String? { nil }
    /// That of its private key.
    open class var lockKey: String? { nil }
    /// The user of etcd.
    open class var lockUser: String? { nil }
    /// That user's password (a secret).
    open class var lockPassword: String? { nil }
    /// What becomes of a start when nobody answers for the lock: it is skipped, runs without it, or fails.
    open class var lockAway: FleetLockSettings.WhenAway { usual.whenAway }
    /// What becomes of a run that loses the lock: it is ended, or goes on with a warning.
    open class var onLockLost: FleetLockSettings.WhenLost { usual.whenLost }
}
