import Glibc
import Testing

@testable import SisyphusNotify

/// What docs/architecture.md says about messages and channels is so.
@Suite struct ArchitectureTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    private func read(_ path: String) -> String {
        guard let file = fopen(Self.root + "/" + path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    /// The Swift files below a directory, from the top of the repository.
    private func swiftFiles(_ directory: String) -> [String] {
        guard let stream = opendir(Self.root + "/" + directory) else { return [] }
        defer { closedir(stream) }
        var paths: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name.hasPrefix(".") { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) {
                paths += swiftFiles(directory + "/" + name)
            } else if name.hasSuffix(".swift") {
                paths.append(directory + "/" + name)
            }
        }
        return paths
    }

    @Test(arguments: [("a line", 10...19), ("a message", 20...30)])
    func theWayIsShort(_ what: String, _ bounds: ClosedRange<Int>) throws {
        let text = read("docs/architecture.md")
        let start = try #require(text.firstRange(of: "## How \(what) travels"))
        let section = text[start.upperBound...].prefix(upTo: text[start.upperBound...].firstRange(of: "\n## ")?.lowerBound ?? text.endIndex)
        let hops = section.split(separator: "\n").filter { $0.first?.isNumber ?? false }
        let files = Set(section.split(separator: "`").map(String.init).filter { $0.hasPrefix("Sources/") })
        #expect(bounds.contains(hops.count) && files.count <= 15)
        for file in files { #expect(!read(file).isEmpty, "\(file) is not there") }
    }

    /// The recipe "add a channel": nothing but its folder and the list names a kind.
    @Test func aKindIsNamedInItsFileAndInTheList() {
        let list = "Sources/SisyphusNotify/Channels/Channels.swift"
        let texts = swiftFiles("Sources").map { ($0, read($0)) }
        #expect(texts.count > 100)
        for kind in Channels.all {
            let type = "\(kind)"
            // Destinations of the library are made for these three.
            let mayHaveLogger = ["EmailChannel", "MattermostChannel", "SentryChannel"].contains(type)
            for (path, text) in texts where text.contains("\(type).self") || text.contains("\(type)(") {
                let isLogger = mayHaveLogger && path.hasPrefix("Sources/Sisyphus/Destinations/")
                #expect(path == list || path.hasPrefix("Sources/SisyphusNotify/Channels/") || isLogger, "\(path) names \(type)")
            }
        }
        for (path, text) in texts where !path.hasPrefix("Sources/SisyphusNotify/Channels/") {
            #expect(!text.contains("switch delivery.channel") && !text.contains("http.dialect =="), "\(path) tells channels apart")
        }
    }
}
