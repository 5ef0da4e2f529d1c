/// How much a template may do before it is ended with an error; none of these is near what a sane template needs.
public struct Limits: Sendable {
    /// Rounds of loops, calls, items that are worked on (those of dictionaries and sets count four times), and each 16 bytes of text:
    /// this bounds time and memory.
    public var steps: Int
    /// Bytes of output.
    public var output: Int
    /// Lists, dictionaries, sets and iterators made.
    public var objects: Int
    /// Nested calls of templates, weighed by how deeply their code is nested, so that the stack never overflows.
    public var depth: Int

    /// The limits for templates that are trusted, but for those that are given.
    public init(steps: Int = 10_000_000, output: Int = 64 << 20, objects: Int = 2_000_000, depth: Int = 3000) {
        (self.steps, self.output, self.objects, self.depth) = (steps, output, objects, depth)
    }

    /// Bytes of one string.
    static let largestText = 16 << 20
    /// Items of one list.
    static let largestList = 1_000_000
    /// How deeply the code of a template may be nested.
    static let nesting = 200
}
