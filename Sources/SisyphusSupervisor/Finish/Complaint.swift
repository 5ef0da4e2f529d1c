import SisyphusUnix

/// Sentences on standard error from where no run, with its streams, is known. What is not taken at once is lost: nothing waits for whoever reads it.
enum Complaint {
    static func say(_ sentence: String) {
        let writer = BoundedWriter(2)
        _ = Array("sisyphus: \(sentence)\n".utf8).withUnsafeBytes(writer.write)
    }
}
