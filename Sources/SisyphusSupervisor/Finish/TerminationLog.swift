import SisyphusCore
import SisyphusUnix

/// The file by which the first process of a container says why it has ended; Kubernetes shows it with the state of the container
/// ("Determine the Reason for Pod Failure").
public enum TerminationLog {
    private static let path = "/dev/termination-log"
    /// Kubernetes takes no more bytes.
    private static let limit = 4096

    /// Writes it where it is there and this is the first process. In place, since it is mounted there.
    ///
    /// - Parameters:
    ///   - reason: a sentence.
    ///   - lines: the last ones of the output, of which as many are written as there is room for.
    public static func write(_ reason: String, lines: [String] = []) {
        guard Processes.ownID == 1, let file = try? OpenFile.open(path, File.writeOnly | File.nonBlocking | File.noFollow) else { return }
        try? file.replaceContent(Array(text(reason, lines).utf8))
    }

    static func text(_ reason: String, _ lines: [String]) -> String {
        let head = TextCut.head(reason, bytes: limit / 2) + "\n"
        return head + TextCut.tail(lines.map { $0 + "\n" }.joined(), bytes: limit - head.utf8.count)
    }
}
