/// Whether anybody hears of what became of a run.
public struct Hearing: Sendable, Equatable {
    private var asked: Set<String> = []
    private var isHeard = false
    private var refusals: [String] = []

    public init() {}

    /// A message that tells of it is on its way to people, or to a service that tells them.
    ///
    /// - Parameter id: of the delivery.
    public mutating func ask(_ id: String) { asked.insert(id) }

    /// What became of a message. One that waits or may have arrived counts as heard.
    ///
    /// - Parameter sentence: what the log says about it.
    public mutating func note(_ id: String, _ result: DeliveryAnswer.Result, _ sentence: String) {
        guard asked.contains(id) else { return }
        if result == .lost { refusals.append(sentence) } else { isHeard = true }
    }

    /// Why nobody hears of it; `nil`: somebody does, or there was nothing to tell.
    public var silence: [String]? { asked.isEmpty || isHeard || refusals.isEmpty ? nil : refusals }
}
