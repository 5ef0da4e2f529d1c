import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Compares a text with `Golden/NAME` beside the calling test; `RECORD=1` writes it anew (and fails once, so that nobody
/// records by accident).
func expectGolden(
    _ text: String, _ name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let folder = file.split(separator: "/").dropLast().joined(separator: "/")
    let path = "/\(folder)/Golden/\(name)"
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
        try FileManager.default.createDirectory(atPath: "/\(folder)/Golden", withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
        Issue.record("recorded \(name)", sourceLocation: sourceLocation)
        return
    }
    let expected = try String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    #expect(text == expected, sourceLocation: sourceLocation)
}
