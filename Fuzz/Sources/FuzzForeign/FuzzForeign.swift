/// Files of a job's directory, of the spool and of configuration, command lines a word a line, answers of servers and of etcd, what lock holders are told and
/// tell: each of their readers gets the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForeign(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let wrong = wrongs(readingForeign: Array(UnsafeBufferPointer(start: start, count: count)))
    precondition(wrong.isEmpty, "\(wrong)")
    return 0
}
