import SisyphusUnix

/// Sentences on standard error from where no run, with its streams, is known. What is not taken at once is lost: nothing waits for whoever reads it.
enum Complaint {
    static func say(_ sentence: String) { StandardStream.error.offer("sisyphus: \(sentence)\n") }
}
