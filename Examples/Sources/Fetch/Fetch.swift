import Foundation
import Sisyphus

/// Fetches a page, writes it to a temporary file and puts that in place of the last one, so that there is never half a page.
///
///     FETCH_URL=file:///etc/services swift run Fetch
@main
final class Fetch: Job {
    override class var projectname: String { "ACME.FooBar" }
    override class var argdescription: String { "Caches a page in a file." }
    override class var maxtime: Duration? { .seconds(180) }

    private let url = ProcessInfo.processInfo.environment["FETCH_URL"] ?? "https://www.python.org/"
    private let file = ProcessInfo.processInfo.environment["FETCH_FILE"] ?? NSTemporaryDirectory() + "/page.html"

    struct BadURL: Error, CustomStringConvertible {
        let text: String
        var description: String { "\(text) is no URL" }
    }

    override func execute() async throws -> String? {
        guard let url = URL(string: url) else { throw BadURL(text: url) }
        log("fetching data from \(url)")
        let page = try Data(contentsOf: url)
        log("\(page.count) bytes")

        let temporary = file + ".tmp"
        try page.write(to: URL(fileURLWithPath: temporary))
        log("wrote \(temporary)")
        guard rename(temporary, file) == 0 else { throw CocoaError(.fileWriteUnknown) }
        return "cached \(url) as \(file)"
    }
}
