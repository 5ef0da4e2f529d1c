import SisyphusCore
import Testing

struct LoggedLineTests {
    @Test(
        arguments: [
            ("[2026-11-23 17:45:29.768481]=[t+0:00:00.000001] :: child 7 :: [3/9] import a :: row b >> x >> y", false, ["[3/9] import a", "row b"], "x >> y"),
            ("[2026]=[t+0:00:00.000001] :: parent 7 :: {sisyphus}{init} >> logging", true, [], "logging"),
            ("[2026]=[t+0:00:00.000001] :: child 7 :: load :: {stderr} >> no", false, ["load"], "no"),
            ("[2026]=[t+0:00:00.000001] :: {xml} >> {sisyphus} >> no", false, [], "{sisyphus} >> no"),
            (#"{"time":"x","elapsed":0,"tasks":["child 7","load"],"tags":["sisyphus","result"],"text":"a\"b"}"#, true, ["load"], "a\"b"),
            ("plain text", false, [], "plain text"), ("[1] >> ", false, [], "[1] >> "), ("{not json", false, [], "{not json"),
        ] as [(String, Bool, [String], String)])
    func `Lines are taken apart`(line: String, isOurs: Bool, tasks: [String], text: String) {
        let found = LoggedLine(line)
        #expect(found.isOurs == isOurs && found.jobTasks == tasks && found.text == text)
    }

    @Test(
        arguments: [
            ("[x]=[t+1 day, 0:00:01.5] >> y", 86_401_000_005), ("[x]=[t+9999999999999999 days, 0:00:01.5] >> y", nil),
            ("[x]=[t+99999999999:00:01.5] >> y", nil),
            (#"{"time":"x","elapsed":1.5,"text":"y"}"#, 1_500_000), (#"{"time":"x","elapsed":1e300,"text":"y"}"#, nil),
        ] as [(String, Int64?)])
    func `A time that no run takes is none`(line: String, elapsed: Int64?) {
        #expect(LoggedLine(line).elapsed == elapsed && LoggedLine(line).text == "y")
    }
}
