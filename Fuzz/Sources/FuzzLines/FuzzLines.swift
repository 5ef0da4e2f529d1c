import SisyphusCore

/// Runs the input through a journal in pieces of the given sizes and gives the log.
private func log(_ input: UnsafeRawBufferPointer, sizes: [Int], format: RunSettings.LogFormat, maxline: Int) -> ([UInt8], JournalFacts) {
    var settings = JournalSettings()
    settings.maxline = maxline
    settings.isRaw = format == .raw
    let journal = Journal(settings)
    let output = RenderedOutput(format: format)
    journal.add(output)
    journal.childStarted(pid: 7)
    let stamp = Stamp(time: Timestamp(microseconds: 0), elapsed: 0)
    var at = 0
    var turn = 0
    while at < input.count {
        let end = min(at + sizes[turn % sizes.count], input.count)
        journal.consume(UnsafeRawBufferPointer(rebasing: input[at..<end]), from: .stdout, at: stamp)
        at = end
        turn += 1
    }
    journal.end(of: .stdout, at: stamp)
    journal.openGate(at: stamp)
    return (output.pending.array, journal.facts)
}

/// Whether the part of the line that is ours names the supervisor.
private func speaksForUs(_ line: ArraySlice<UInt8>) -> Bool {
    let end = line.indices.first { line[$0...].starts(with: " >> ".utf8) } ?? line.endIndex
    let ours = String(decoding: line[..<end], as: UTF8.self)
    return ours.contains("{sisyphus}") || ours.contains("{result}")
}

/// The first bytes choose format, limit and the sizes of the pieces; the rest is what a child prints.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLines(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 4 else { return 0 }
    let format = RunSettings.LogFormat.allCases[Int(start[0]) % 3]
    let maxline = start[0] & 0x80 == 0 ? 24 : 65_536
    let sizes = (1...3).map { Int(start[$0]) % 64 + 1 }
    let input = UnsafeRawBufferPointer(start: start + 4, count: count - 4)
    let whole = log(input, sizes: [count], format: format, maxline: maxline)
    let pieces = log(input, sizes: sizes, format: format, maxline: maxline)
    precondition(whole == pieces, "the lines depend on how they arrive")
    if format == .text {
        precondition(!whole.0.split(separator: 0x0a).contains(where: speaksForUs), "a child speaks for the supervisor")
        precondition(String(validating: whole.0, as: UTF8.self) != nil, "the log is not UTF-8")
    }
    return 0
}
