import SisyphusNotify
import SisyphusSupervisor
import Testing

@testable import SisyphusCore
@testable import SisyphusOptions

@Suite struct OwnWordsTests {
    @Test func optionsAreTakenApart() {
        let words = ["--source", "a.csv", "-m", "5", "--dry", "--fork", "no", "-r", "name", "--basedir=/x", "-m3", "--", "--maxtime", "9"]
        let (standard, own) = OptionTable.standard.about(.run).separate(words)
        #expect(standard == ["-m", "5", "--fork", "no", "-r", "--basedir=/x", "-m3"])
        #expect(own == ["--source", "a.csv", "--dry", "name", "--maxtime", "9"])
    }
}
