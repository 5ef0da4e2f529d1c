/// Neighbouring plain lines of one read, handled together so that nothing but copying is paid per line.
struct LineBatch {
    struct Bounds {
        var start: Int32
        var end: Int32
    }

    let base: UnsafePointer<UInt8>
    let bounds: UnsafeBufferPointer<Bounds>
    /// Bytes of all lines, without their ends.
    let bytes: Int

    @inline(__always)
    func line(_ index: Int) -> UnsafeRawBufferPointer {
        let bounds = bounds[index]
        return UnsafeRawBufferPointer(start: base + Int(bounds.start), count: Int(bounds.end - bounds.start))
    }
}

/// What a splitter finds.
protocol LineReceiver: AnyObject {
    /// Whole lines that do not start with `@` and are shown as they are (in raw mode: whatever they hold).
    func receive(batch: LineBatch)
    /// The first state of a line with lone carriage returns: its prefix counts. Returns the length of the prefix.
    func begin(_ text: UnsafeRawBufferPointer) -> Int
    /// Any other line, or a piece of one.
    func receive(piece: LinePiece)
}

/// A line, or a piece of a line that is too long, unfinished, or overwritten by carriage returns.
struct LinePiece {
    var text: UnsafeRawBufferPointer
    /// Starts at the first byte of its line: may have a prefix.
    var isFirst: Bool
    /// Is the whole line.
    var isWhole: Bool
    /// Gets the mark.
    var isMarked: Bool
    /// What stood in its place before, overwritten by carriage returns.
    var overwritten = Overwritten()

    struct Overwritten {
        var states = 0
        var bytes = 0
    }
}

/// A pipe that the job writes to.
public enum JobStream: Int, Sendable, CaseIterable {
    case stdout, stderr
}
