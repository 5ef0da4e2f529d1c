/// Files of a job's directory, of the spool and of configuration, command lines a word a line, and answers of servers: each of their readers gets the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForeign(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let wrong = wrongs(readingForeign: Array(UnsafeBufferPointer(start: start, count: count)))
    precondition(wrong.isEmpty, "\(wrong)")
    return 0
}
