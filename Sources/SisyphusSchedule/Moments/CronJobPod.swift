/// Pods that a CronJob of Kubernetes started: `NAME-MINUTE-XXXXX`, where the job of the name `NAME-MINUTE` was made for a scheduled moment, counted in minutes
/// since 1970 (getJobName in Kubernetes' cronjob controller).
public enum CronJobPod {
    /// - Parameter host: the pod's name.
    /// - Returns: minutes since 1970-01-01 00:00:00 UTC; `nil`: it is no such name.
    public static func minute(host: String) -> Int64? {
        let parts = host.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[parts.count - 1].utf8.count == 5, parts[parts.count - 2].utf8.count == 8 else { return nil }
        let digits = parts[parts.count - 2]
        guard digits.utf8.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
        return Int64(digits)
    }
}
