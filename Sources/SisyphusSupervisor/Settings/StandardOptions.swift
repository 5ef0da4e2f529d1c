import SisyphusCore
import SisyphusFleet
import SisyphusNotify
public import SisyphusOptions
import SisyphusSchedule
import SisyphusTemplates

extension OptionTable {
    /// The options of `run` and `health`: here all rooms that have some meet.
    public static let standard = OptionTable.standard(
        with: OptionRows(further), check: { Channels.contradiction($0.notify) ?? FleetLockSettings.contradiction($0) })

    private static let further =
        ScheduleSettings.rows + ShellSettings.rows + FleetLockSettings.rows + [LineTemplate.option] + NotifySettings.options + Channels.options
}
