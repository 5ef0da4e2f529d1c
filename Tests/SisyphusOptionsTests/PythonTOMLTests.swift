import Glibc
import SisyphusCore
import SisyphusSupervisor
import TestSupport
import Testing

@testable import SisyphusOptions

/// Whatever the reader accepts means the same to Python's `tomllib`.
struct PythonTOMLTests {
    /// Pieces that are put together at random; most results are malformed.
    private static let pieces = [
        "[defaults]", "[\"P\"]", "[ 'P/j' ]", "[a.b]", "[[a]]", "[a-b_1]", "x", "maxtime", "\"q k\"", "'l'", "a.b", " = ", "=", " ", "\t", "\n", "\n", "\n",
        "\r\n", "\r", "# c\n", "#é\n", "1", "0",
        "-7", "+3", "010", "1_000", "1__0", "_1", "1_", "1.5", "1.", ".5", "1e3", "1E-2", "-0.5", "1e", "0x1F", "inf", "nan", "true", "false", "True",
        "\"text\"",
        "'text'", "\"\\n\\u00e9\\U0001F600\"", "\"\\x\"", "\"\\ud800\"", "\"\"", "''", "\"\"\"m\"\"\"", "[", "]", ",", ", ", "[1, 2,]", "[\n1\n, # c\n'a']",
        "[[1], []]", "{a = 1}", "1979-05-27", "\u{1}", "\u{7f}", "é",
        "a = 1\n", "b = 'x'\n", "c = [1.5, true]\n", "d = 9223372036854775807\n", "e = 9223372036854775808\n", "f=-0\n", "g = +0.0\n", "h = 0_0\n",
    ]

    @Test(.enabled(if: system("python3 -c 'import tomllib' 2>/dev/null") == 0, "python3 has tomllib"))
    func `Same meaning`() throws {
        var chance = Chance(20_261_123)
        var documents: [(text: String, meaning: String)] = []
        var accepted = 0
        for number in 0..<20_000 {
            var text = number % 3 == 0 ? "" : "[t]\n"
            for _ in 0..<Int.random(in: 1...5, using: &chance) {
                if Bool.random(using: &chance) {
                    let key = chance.pick(["x", "y", "\"q k\"", "maxtime"])
                    text += "\(key) = \(chance.pick(PythonTOMLTests.pieces))\n"
                } else {
                    text += chance.pick(PythonTOMLTests.pieces)
                }
            }
            guard let document = try? TOMLReader.read(Array(text.utf8), file: "f") else { continue }
            accepted += 1
            documents.append((text, PythonTOMLTests.meaning(of: document)))
        }
        #expect(accepted > 1000)
        #expect(try PythonTOMLTests.disagreements(documents) == "")
    }

    /// As JSON with sorted keys and without spaces, floats by their bits.
    private static func meaning(of document: TOMLDocument) -> String {
        let tables = document.tables.map { table in
            (
                table.name,
                "{" + table.entries.map { ($0.key, json($0.value)) }.sorted { $0.0 < $1.0 }.map { quoted($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
            )
        }
        return "{" + tables.sorted { $0.0 < $1.0 }.map { quoted($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
    }

    private static func json(_ value: TOMLValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .integer(let number): "\(number)"
        case .float(let number): "\"float \(String(number.bitPattern, radix: 16))\""
        case .boolean(let flag): "\(flag)"
        case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.unicodeScalars.map { $0.value >= 0x20 && $0.value < 0x7f && $0 != "\"" && $0 != "\\" ? String($0) : "<\($0.value)>" }.joined() + "\""
    }

    private static let script = """
        import sys, tomllib, struct, json
        def quoted(s): return '"' + ''.join(c if ' ' <= c < chr(127) and c not in '"\\\\\\\\' else f'<{ord(c)}>' for c in s) + '"'
        def text(v):
            if isinstance(v, bool): return 'true' if v else 'false'
            if isinstance(v, str): return quoted(v)
            if isinstance(v, int): return str(v)
            if isinstance(v, float): return '"float %x"' % struct.unpack('>Q', struct.pack('>d', v))[0]
            if isinstance(v, list): return '[' + ','.join(map(text, v)) + ']'
            return '{' + ','.join(quoted(k) + ':' + text(v[k]) for k in sorted(v)) + '}'
        for part in open(sys.argv[1], 'rb').read().split(b'\\\\0\\\\0')[:-1]:
            source, ours = part.split(b'\\\\0')
            try: theirs = text(tomllib.loads(source.decode()))
            except Exception as error: theirs = 'error: ' + str(error)
            if theirs != ours.decode(): print(repr(source.decode()), ours.decode(), theirs)
        """

    /// What tomllib reads differently, one a line.
    private static func disagreements(_ documents: [(text: String, meaning: String)]) throws -> String {
        var directory = Array("/tmp/sisyphus-toml-XXXXXX".utf8CString)
        try #require(mkdtemp(&directory) != nil)
        let path = String(decoding: directory.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { _ = system("rm -r '\(path)'") }
        try write(documents.map { $0.text + "\0" + $0.meaning + "\0\0" }.joined(), to: path + "/documents")
        try write(script.replacing("\\\\", with: "\\"), to: path + "/script.py")
        let pipe = try #require(popen("python3 '\(path)/script.py' '\(path)/documents' 2>&1 | head -c 4000", "r"))
        var output: [UInt8] = []
        var byte = fgetc(pipe)
        while byte != EOF {
            output.append(UInt8(byte))
            byte = fgetc(pipe)
        }
        #expect(pclose(pipe) == 0)
        return String(decoding: output, as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        let bytes = Array(text.utf8)
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        fclose(file)
    }
}
