import SisyphusUnix

/// Sentences on stderr about what went wrong without stopping the job. Stderr may be closed or full: then nobody is left to tell.
enum Complaint {
    static func say(_ sentence: String) {
        File.writeIgnoringErrors(2, Array("sisyphus: \(sentence)\n".utf8))
    }
}
