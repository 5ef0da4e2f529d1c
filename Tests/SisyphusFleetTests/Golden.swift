import Foundation
import Testing

/// Compares with a file of `Golden`, or writes it anew where `RECORD` is set.
func expectGolden(_ text: String, _ name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let url = URL(filePath: file).deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
        try Data(text.utf8).write(to: url)
        Issue.record("recorded \(name)", sourceLocation: sourceLocation)
        return
    }
    #expect(try text == String(decoding: Data(contentsOf: url), as: UTF8.self), sourceLocation: sourceLocation)
}
