public import CoreMetrics
import Sisyphus
import SisyphusUnix
import Synchronization

/// Makes metrics of swift-metrics numbers of the run, as `metric(_:_:unit:)` of Sisyphus does: they are kept in its record, shown by `sisyphus history`, and written into
/// the job's file for Prometheus (`metricsDir`).
///
///     MetricsSystem.bootstrap(JobMetricsFactory())
///
/// A number is called as its label, then `.KEY-VALUE` for each dimension; what cannot stand in such a name becomes `_`. Counters, gauges and meters are told with
/// their value; recorders that aggregate and timers (in seconds) as `NAME.count`, `NAME.sum`, `NAME.min` and `NAME.max`. Numbers that have changed are told once a second at most, and
/// all of them when `execute` has ended. A run may have a hundred; of those beyond the log says so once.
public struct JobMetricsFactory: MetricsFactory {
    private let numbers = Numbers()

    /// One factory serves all metrics of a program.
    public init() {
        Work.atEnd { [numbers] in numbers.tell() }
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { sum(label, dimensions) }
    public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler { sum(label, dimensions) }
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { sum(label, dimensions) }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate { distribution(label, dimensions, unit: nil, scale: 1) } else { sum(label, dimensions) }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { distribution(label, dimensions, unit: "s", scale: 1e-9) }

    // Metrics of one name are one, however often a program makes them.

    private func sum(_ label: String, _ dimensions: [(String, String)]) -> Sum {
        let name = NumberName.text(label, dimensions)
        return numbers.handler(of: name) { Sum(name: name, numbers) }
    }

    private func distribution(_ label: String, _ dimensions: [(String, String)], unit: String?, scale: Double) -> Distribution {
        let name = NumberName.text(label, dimensions)
        return numbers.handler(of: name) { Distribution(name: name, unit: unit, scale: scale, numbers) }
    }

    // What was told stays told.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}
}

/// What numbers of runs may be called.
enum NumberName {
    private static let longest = 64

    static func text(_ label: String, _ dimensions: [(String, String)]) -> String {
        let full = label + dimensions.map { ".\($0.0)-\($0.1)" }.joined()
        var bytes = full.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }
        if bytes.first.map({ !isAllowed($0) || $0 < UInt8(ascii: "A") }) ?? true { bytes.insert(UInt8(ascii: "_"), at: 0) }
        guard bytes.count > longest - ".count".utf8.count else { return String(decoding: bytes, as: UTF8.self) }
        // Names that begin alike stay apart (FNV-1a).
        let hash = full.utf8.reduce(UInt32(0x811c_9dc5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        let digits = String(hash, radix: 16)
        return String(decoding: bytes.prefix(longest - 15), as: UTF8.self) + "-" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
}

/// The numbers as they are, and which of them the run does not know yet.
private final class Numbers: Sendable {
    private struct State {
        var values: [String: (value: Double, unit: String?)] = [:]
        var changed: Set<String> = []
        var leftOut: Set<String> = []
        var told = ContinuousClock.now
    }

    private static let most = 100
    private static let pause: Duration = .seconds(1)
    private let state = Guarded(State())
    private let handlers = Guarded<[String: any AnyObject & Sendable]>([:])
    private let isFirst = Atomic(true)

    /// The handler of this name, which is made if there is none of its kind.
    func handler<Handler: AnyObject & Sendable>(of name: String, _ make: () -> Handler) -> Handler {
        handlers.withLock { handlers in
            if let handler = handlers[name] as? Handler { return handler }
            let handler = make()
            handlers[name] = handler
            return handler
        }
    }

    func set(_ changes: [(name: String, value: Double)], unit: String?) {
        let isDue = state.withLock { state in
            for (name, value) in changes {
                if state.values[name] == nil, state.values.count >= Numbers.most {
                    state.leftOut.insert(name)
                } else {
                    state.values[name] = (value, unit)
                    state.changed.insert(name)
                }
            }
            return ContinuousClock.now - state.told >= Numbers.pause
        }
        if isDue { tell() }
    }

    /// Tells what has changed.
    func tell() {
        let (changes, leftOut) = state.withLock { state in
            defer { (state.changed, state.leftOut, state.told) = ([], [], .now) }
            return (state.changed.sorted().compactMap { name in state.values[name].map { (name, $0) } }, state.leftOut.sorted())
        }
        for (name, number) in changes { metric(name, number.value, unit: number.unit) }
        if !leftOut.isEmpty, isFirst.exchange(false, ordering: .relaxed) {
            Log.current.warning("a run may have \(Numbers.most) numbers: these and further metrics are left out: \(leftOut.joined(separator: ", "))")
        }
    }
}

/// A number that is counted up, or set.
private final class Sum: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler {
    private let name: String
    private let numbers: Numbers
    private let value = Guarded(0.0)

    init(name: String, _ numbers: Numbers) { (self.name, self.numbers) = (name, numbers) }

    private func change(_ change: (inout Double) -> Void) {
        let now = value.withLock { value in
            change(&value)
            return value
        }
        numbers.set([(name, now)], unit: nil)
    }

    func increment(by amount: Int64) { change { $0 += Double(amount) } }
    func increment(by amount: Double) { change { $0 += amount } }
    func decrement(by amount: Double) { change { $0 -= amount } }
    func set(_ new: Int64) { change { $0 = Double(new) } }
    func set(_ new: Double) { change { $0 = new } }
    func record(_ new: Int64) { set(new) }
    func record(_ new: Double) { set(new) }
    func reset() { set(0.0) }
}

/// Numbers of which only how many there are, their sum and their extremes are kept.
private final class Distribution: RecorderHandler, TimerHandler {
    private let name: String
    private let unit: String?
    private let scale: Double
    private let numbers: Numbers
    private let kept = Guarded((count: 0.0, sum: 0.0, least: Double.infinity, most: -Double.infinity))

    init(name: String, unit: String?, scale: Double, _ numbers: Numbers) {
        (self.name, self.unit, self.scale, self.numbers) = (name, unit, scale, numbers)
    }

    func record(_ value: Double) {
        let value = value * scale
        let now = kept.withLock { kept in
            kept = (kept.count + 1, kept.sum + value, min(kept.least, value), max(kept.most, value))
            return kept
        }
        numbers.set([("\(name).count", now.count)], unit: nil)
        numbers.set([("\(name).sum", now.sum), ("\(name).min", now.least), ("\(name).max", now.most)], unit: unit)
    }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration)) }
}
