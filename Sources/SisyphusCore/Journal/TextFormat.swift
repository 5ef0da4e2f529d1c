/// The log line of the original: `[TIME]=[t+ELAPSED] :: TASK :: {tag}{tag} >> TEXT`.
enum TextFormat {
    static func appendStamp(_ stamp: Stamp, times: inout StampText, to buffer: ByteBuffer) {
        buffer.append("[")
        times.appendTime(stamp.time, separator: UInt8(ascii: " "), to: buffer)
        buffer.append("]=[t+")
        StampText.appendElapsed(stamp.elapsed, to: buffer)
        buffer.append("]")
    }

    /// Tasks and tags, up to the text.
    static func appendRest(_ tasks: [LogTask], _ tags: [String], to buffer: ByteBuffer) {
        for task in tasks {
            buffer.append(" :: ")
            buffer.append(TaskLabel.log(task))
        }
        if !tags.isEmpty { buffer.append(" :: ") }
        for tag in tags {
            buffer.append("{")
            buffer.append(tag)
            buffer.append("}")
        }
        buffer.append(" >> ")
    }
}
