/// The version of sisyphus.
public enum SisyphusVersion {
    public static let text = "0.1.0"
}
