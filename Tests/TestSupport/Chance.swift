#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Numbers that look drawn and are the same in every run, so that a test that fails once fails again (SplitMix64, Steele, Lea and Flood 2014).
///
/// `TEST_SEED=NUMBER` in the environment gives all tests other numbers.
public struct Chance: RandomNumberGenerator {
    private static let shift = ProcessInfo.processInfo.environment["TEST_SEED"].flatMap { UInt64($0) } ?? 0

    private var state: UInt64

    public init(_ seed: UInt64) { state = seed &+ Chance.shift &* 1_000_003 }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// One of 0 to the limit, without it.
    public mutating func below(_ limit: Int) -> Int { .random(in: 0..<limit, using: &self) }

    /// One of the choices, of which there is at least one.
    public mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

    /// So many of the choices as between these, put behind each other.
    public mutating func text(of pieces: [String], _ counts: ClosedRange<Int>) -> String {
        (0..<Int.random(in: counts, using: &self)).map { _ in pick(pieces) }.joined()
    }
}
