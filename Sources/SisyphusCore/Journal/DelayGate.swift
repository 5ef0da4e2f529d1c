/// Delayed lines wait here until the first line that is not delayed; then the gate stays open for the rest of the run.
struct DelayGate {
    /// What may wait: of more the oldest lines of the job are left out.
    static let maxBytes = 1 << 20

    private(set) var isOpen = false
    private(set) var leftOut = 0
    /// Whether an error of the job has waited: it is not to be forgotten, whatever else is logged.
    private(set) var hasHeldError = false
    /// The supervisor's own start lines are few and all kept.
    private(set) var own: [Event] = []
    private var events: [Event] = []
    private var first = 0
    private var bytes = 0

    mutating func hold(_ event: Event) {
        if event.source == .supervisor, events.isEmpty { return own.append(event) }
        if event.tags.contains(ReservedTags.exception) { hasHeldError = true }
        events.append(event)
        bytes += DelayGate.cost(event)
        while bytes > DelayGate.maxBytes, first < events.count - 1 {
            bytes -= DelayGate.cost(events[first])
            events[first].text = []
            first += 1
            leftOut += 1
        }
        if first > 1024, first * 2 > events.count {
            events.removeFirst(first)
            first = 0
        }
    }

    /// Opens the gate and gives what waited, in order.
    mutating func open() -> (own: [Event], events: ArraySlice<Event>) {
        isOpen = true
        defer {
            own = []
            events = []
        }
        return (own, events[first...])
    }

    mutating func discard() {
        own = []
        events = []
        first = 0
        bytes = 0
        leftOut = 0
        hasHeldError = false
    }

    /// Bytes that a waiting line takes, roughly.
    private static func cost(_ event: Event) -> Int {
        event.text.count + 256
    }
}
