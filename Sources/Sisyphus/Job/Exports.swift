// What the names below belong to is no module that a job should have to know.
@_exported public import struct SisyphusNotify.NotifySettings
@_exported public import class SisyphusCore.ClassSettings
@_exported public import class SisyphusNotify.ClassNotifySettings
@_exported public import struct SisyphusFleet.FleetLockSettings
@_exported public import class SisyphusFleet.ClassFleetLockSettings
@_exported public import enum SisyphusCore.HealthAge
@_exported public import struct SisyphusCore.RunSettings
@_exported public import struct SisyphusNotify.MailAddress
@_exported public import enum SisyphusCore.Secret
@_exported public import enum SisyphusCore.Status

/// All options of a job, judged and typed.
public typealias JobSettings = RunSettings
