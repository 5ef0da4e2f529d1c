/// A pipe that the job writes to.
public enum JobStream: Int, Sendable, CaseIterable {
    case stdout, stderr
}
