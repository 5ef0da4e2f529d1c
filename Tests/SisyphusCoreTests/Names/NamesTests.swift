import SisyphusCore
import Testing

struct NamesTests {
    @Test(arguments: ["a", "ACME.FooBar", "fetch data", "größe", "a-b_c", String(repeating: "x", count: 128), "日本"])
    func `Good names`(name: String) {
        #expect(Names.refusal(of: name) == nil)
    }

    @Test(arguments: [
        ("", "it is empty"), (".a", "it begins with ."), ("..", "it begins with ."), ("-a", "it begins with -"), ("a/b", "it contains /"),
        ("a\\b", "it contains \\"),
        ("a\nb", "it contains the invisible character U+000A"), ("a\u{202E}b", "it contains the invisible character U+202E"),
        ("a\u{2028}", "it contains the invisible character U+2028"),
        ("a\u{7f}", "it contains the invisible character U+007F"), ("a\u{FFFD}", "it is not valid UTF-8"),
        (String(repeating: "é", count: 65), "it has 130 bytes"),
    ])
    func `Bad names`(name: String, reason: String) {
        #expect(Names.refusal(of: name) == reason)
    }

    @Test func `A job and a job with identifier do not share a directory`() {
        let dotted = JobPlace(project: "P", job: "a.b")
        let identified = JobPlace(project: "P", job: "a", identifier: "b")
        #expect(dotted.directoryName == identified.directoryName)
        #expect(
            dotted.collision(with: identified)?.description == """
                job "a.b" of project "P" cannot use the directory P/a.b: it belongs to job "a" with identifier "b" of project "P"; \
                give another --jobname or --identifier
                """)
        #expect(dotted.collision(with: dotted) == nil)
        #expect(dotted.collision(with: JobPlace(project: "Q", job: "a", identifier: "b")) == nil)
        #expect(dotted.collision(with: JobPlace(project: "P", job: "a", identifier: "c")) == nil)
    }

    @Test(arguments: [JobPlace(project: "P", job: "a.b"), JobPlace(project: "P", job: "größe", identifier: "b")])
    func `The lock file names its owner`(place: JobPlace) {
        #expect(JobPlace(ownerText: Array(place.ownerText.utf8), project: "P") == place)
        for length in 0..<place.ownerText.utf8.count {
            #expect(JobPlace(ownerText: Array(place.ownerText.utf8.prefix(length)), project: "P") == nil, "\(length) bytes of it")
        }
    }

    @Test(arguments: [String(repeating: "\0", count: 18), "1\n", "garbage\n", "job=\nidentifier=\n", "job=a/b\nidentifier=\n", "job=a\nidentifier=\nmore\n"])
    func `Damaged lock files name nobody`(text: String) {
        #expect(JobPlace(ownerText: Array(text.utf8), project: "P") == nil)
    }
}
