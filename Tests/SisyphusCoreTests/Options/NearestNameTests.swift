import SisyphusCore
import Testing

struct NearestNameTests {
    @Test(arguments: [
        ("statsu", "; did you mean status?"), ("hisory", "; did you mean history?"), ("hist", "; names cannot be abbreviated, did you mean history?"),
        ("backup", ""), ("", ""), ("x", ""),
    ])
    func `The name that is meant`(wrong: String, hint: String) {
        #expect(NearestName.hint(for: wrong, among: ["status", "history", "logs"]) == hint)
    }

    @Test func `A name is shown as it is to be written`() {
        #expect(NearestName.hint(for: "maxtim", among: ["maxtime"]) { "--\($0)" } == "; did you mean --maxtime?")
    }
}
