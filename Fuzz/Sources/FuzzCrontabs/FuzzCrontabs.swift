/// A crontab, of whose kind the first byte tells.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCrontabs(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let wrong = wrongs(readingCrontab: Array(UnsafeBufferPointer(start: start, count: count)))
    precondition(wrong.isEmpty, "\(wrong)")
    return 0
}
