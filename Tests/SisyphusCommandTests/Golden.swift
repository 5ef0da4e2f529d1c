import Glibc
import Testing

/// Texts that are kept in the repository and must be what the declarations give. `RECORD=1 swift test` writes them anew.
enum Golden {
    /// The top directory of the repository.
    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    static func check(_ text: String, is path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let path = root + "/" + path
        if getenv("RECORD") != nil {
            try write(text, to: path)
        } else if try read(path) != text {
            Issue.record("\(path) is stale; run the tests with RECORD=1 and look at what changed", sourceLocation: sourceLocation)
        }
    }

    /// Whether something of the repository is there.
    static func exists(_ path: String) -> Bool { access(root + "/" + path, F_OK) == 0 }

    /// The file itself, or the files of the directory, of the repository.
    static func files(in path: String) -> [String] {
        guard path.hasSuffix("/") else { return [root + "/" + path] }
        guard let directory = opendir(root + "/" + path) else { return [] }
        defer { closedir(directory) }
        var files: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
            if name.contains(".") && !name.hasPrefix(".") { files.append(root + "/" + path + name) }
        }
        return files
    }

    static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var byte = fgetc(file)
        while byte != EOF {
            bytes.append(UInt8(byte))
            byte = fgetc(file)
        }
        return try #require(String(validating: bytes, as: UTF8.self))
    }

    private static func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }
}
