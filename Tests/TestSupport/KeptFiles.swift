// Files of the repository that tests compare with or read.

public import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Compares a text with `Golden/NAME` beside the calling test; `RECORD=1` writes it anew (and fails once, so that nobody
/// records by accident).
public func expectGolden(_ text: String, _ name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let url = URL(filePath: file).deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        Issue.record("recorded \(name)", sourceLocation: sourceLocation)
        return
    }
    #expect(try text == String(decoding: Data(contentsOf: url), as: UTF8.self), sourceLocation: sourceLocation)
}

/// What fuzzing has found interesting: the files of `Fuzz/Corpus/NAME` with their contents.
public func fuzzCorpus(_ name: String) throws -> [(name: String, bytes: [UInt8])] {
    let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fuzz/Corpus/\(name)").path
    return try FileManager.default.contentsOfDirectory(atPath: directory).map {
        ($0, Array(try #require(FileManager.default.contents(atPath: "\(directory)/\($0)"))))
    }
}
