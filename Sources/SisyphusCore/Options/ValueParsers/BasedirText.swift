/// Puts values in the place of `%u` (user), `%h` (home directory) and `%H` (host) in a base directory.
public enum BasedirText {
    /// - Parameter value: what stands for a letter; `nil`: it is not known.
    public static func expanded(_ path: String, _ value: (Character) -> String?) throws(Refusal) -> String {
        var result = ""
        var rest = path[...]
        while let character = rest.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            guard let letter = rest.popFirst(), "uhH%".contains(letter) else { throw Refusal("after % there is none of u, h, H and %") }
            guard let text = letter == "%" ? "%" : value(letter) else { throw Refusal("what %\(letter) stands for is not known") }
            result += text
        }
        return result
    }
}
