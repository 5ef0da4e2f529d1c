/// Reads yes and no, in any case.
enum FlagText {
    static let accepted = "1, true, yes, on, 0, false, no, off"

    static func read(_ text: String) -> Bool? {
        guard text.utf8.count <= 5 else { return nil }
        return switch text.lowercased() {
        case "1", "true", "yes", "on": true
        case "0", "false", "no", "off": false
        default: nil
        }
    }
}
