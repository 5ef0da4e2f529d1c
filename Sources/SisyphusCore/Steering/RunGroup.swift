/// Jobs of one user of which only so many run at one time.
public struct RunGroup: Sendable, Equatable {
    public var name: String
    /// How many may run, this one included.
    public var size: Int

    public init(name: String, size: Int = 1) { (self.name, self.size) = (name, size) }

    /// What a start finds in the group's directory.
    public struct Queue: Sendable {
        /// The tickets of starts that wait, with whether their process lives.
        public var tickets: [(number: Int, isAlive: Bool)] = []
        /// How many runs of the group go on.
        public var running = 0

        public init() {}

        /// The number of a ticket behind all others.
        public var next: Int { (tickets.map(\.number).max() ?? 0) + 1 }
        /// Tickets whose holders are gone.
        public var abandoned: [Int] { tickets.filter { !$0.isAlive }.map(\.number) }

        /// Whether a start may run: who came first, and lives, goes first.
        ///
        /// - Parameter ticket: of the start that asks; `nil`: it has none and comes behind all that wait.
        public func admits(_ ticket: Int?, to group: RunGroup) -> Bool {
            running < group.size && !tickets.contains { $0.isAlive && $0.number < ticket ?? .max }
        }
    }
}

extension RunGroup: CustomStringConvertible {
    public var description: String { size == 1 ? name : "\(name)=\(size)" }
}

extension ValueParser<RunGroup?> {
    package static var group: ValueParser {
        .parsed(accepts: "NAME or NAME=N, where NAME is \(Names.accepted) and N a whole number from 1 to 1000; or none") { text throws(Refusal) in
            if text == "none" { return nil }
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if let refusal = Names.refusal(of: parts[0]) { throw Refusal(refusal) }
            return RunGroup(name: parts[0], size: parts.count == 1 ? 1 : try CountText.checked(try CountText.read(parts[1]), 1...1000))
        } write: {
            $0.map(\.description) ?? "none"
        }
    }
}
