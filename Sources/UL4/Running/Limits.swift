/// How much a template may do before it is ended with an error; none of these is near what a sane template needs.
public struct Limits: Sendable {
    /// Rounds of loops, calls, items that are worked on (those of dictionaries and sets count four times), and each 16 bytes of text:
    /// this bounds time and memory.
    public var steps = 10_000_000
    /// Bytes of output.
    public var output = 64 << 20
    /// Lists, dictionaries, sets and iterators made.
    public var objects = 2_000_000
    /// Nested calls of templates, weighed by how deeply their code is nested, so that the stack never overflows.
    public var depth = 3000

    /// The limits for templates that are trusted.
    public init() {}

    /// Bytes of one string.
    static let largestText = 16 << 20
    /// Items of one list.
    static let largestList = 1_000_000
    /// How deeply the code of a template may be nested.
    static let nesting = 200
}
