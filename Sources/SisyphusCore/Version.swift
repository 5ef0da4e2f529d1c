/// The version of sisyphus: the one place that has it.
public enum SisyphusVersion {
    public static let text = "0.1.0"
    /// The day of the manual, `YYYY-MM-DD`.
    public static let date = "2026-11-28"
}
