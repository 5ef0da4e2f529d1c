import Glibc
import Testing

/// The examples of the manual for how a program speaks the line grammar.
struct OneLiner: CustomTestStringConvertible, Sendable {
    let program: String
    let command: String
    var testDescription: String { command }

    static func all() throws -> [OneLiner] {
        try Golden.read(Golden.root + "/man/oneliners.txt").split(separator: "\n").map { line in
            let program = line.prefix { $0 != " " }
            return OneLiner(program: String(program), command: String(line.dropFirst(program.count).drop { $0 == " " }))
        }
    }
}

struct OneLinerTests {
    /// Languages that this machine does not have are told, not passed over silently.
    @Test(arguments: try OneLiner.all().filter { $0.program != "swift" })
    func `One-liners print a tagged line`(example: OneLiner) throws {
        guard system("command -v \(example.program) >/dev/null") == 0 else {
            withKnownIssue("\(example.program) is not installed") { Issue.record("\(example.program) is not installed") }
            return
        }
        let pipe = try #require(popen(example.command, "r"))
        var output = ""
        var byte = fgetc(pipe)
        while byte != EOF {
            output.unicodeScalars.append(Unicode.Scalar(UInt8(byte)))
            byte = fgetc(pipe)
        }
        #expect(pclose(pipe) == 0)
        #expect(output == "@xml,warning> bad file\n")
    }
}
