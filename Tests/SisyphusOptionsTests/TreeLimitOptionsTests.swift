import SisyphusNotify
import SisyphusSupervisor
import Testing

@testable import SisyphusCore
@testable import SisyphusOptions

@Suite struct TreeLimitOptionsTests {
    @Test func `Options become files of the control group`() throws {
        let limits = try settings(["--memory-max", "512M", "--memory-high=400MiB", "--tasks-max", "100", "--cpu-max", "1.5", "x"]).limits
        #expect(limits.controllers == ["memory", "pids", "cpu"])
        #expect(
            limits.files.map { "\($0.name) \($0.content)" } == [
                "memory.high 419430400", "memory.max 536870912", "memory.oom.group 1", "pids.max 100", "cpu.max 150000 100000",
            ])
        #expect(limits.options == "--memory-max, --memory-high, --tasks-max, --cpu-max")
        #expect(!TreeLimits().isOn)
    }

    @Test(
        arguments: [
            ("50%", 500), ("250%", 2500), ("2.5", 2500), ("1", 1000), ("12.5%", 125), ("0.01", 10), ("none", nil), ("0", nil), ("0%", nil),
        ] as [(String, Int?)])
    func `Shares of processors`(text: String, thousandths: Int?) throws {
        #expect(try settings(["--cpu-max", text, "x"]).limits.cpuMax == thousandths.map { CPUShare(thousandths: $0) })
    }

    @Test(arguments: [
        ("0.5%", "it is less than 1%"), ("10001", "it is more than 10000 processors"), ("x", "it is not a number"), ("50 %", "it is not a number"),
        ("%", "it is not a number"), ("-1", "it is not a number"), ("1e3", "it is not a number"), ("0.000001", "it is less than 1%"),
    ])
    func `Nonsense is no share`(text: String, reason: String) {
        #expect(refusal(["--cpu-max=\(text)", "x"]).hasPrefix("option --cpu-max cannot be \"\(text)\": \(reason); accepted: "))
    }

    @Test func `What excludes each other is refused`() {
        #expect(refusal(["--memory-max", "64M", "--memory-high", "64M", "x"]).hasPrefix("--memory-high must be less than --memory-max"))
        #expect(refusal(["--memory-max", "64K", "x"]).contains("it is less than 1048576"))
    }
}
