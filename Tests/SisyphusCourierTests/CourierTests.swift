import Foundation
import Testing

@testable import SisyphusCore
@testable import SisyphusCourier
@testable import SisyphusNotify

/// The courier in this process, with real programs and files.
@Suite struct CourierTests {
    private func deliver(_ deliveries: [Delivery], timeout: Int64 = 20_000_000) -> [DeliveryAnswer] {
        var answers: [DeliveryAnswer] = []
        let role = CourierRole(base: "/", timeout: timeout, isVerbose: false, version: "1", surroundings: .init(umask: 0o77, hidden: ["HIDDEN"]))
        CourierProcess.deliver(deliveries, role) { answers.append($0) }
        return answers
    }

    @Test func programs() {
        var hook = Sample.hook(["/bin/sh", "-c", "cat; echo; umask; echo >&2"])
        hook.body = Array("body".utf8)
        #expect(deliver([hook]).map(\.text) == ["Ran hook command"])
        let failing = Sample.hook(["/bin/sh", "-c", "cat >/dev/null; umask; exit 3"])
        #expect(deliver([failing]).map(\.text) == ["The hook command message about P/j is given up: exit status 3: 0077"])
        #expect(deliver([Sample.hook(["/no/such/program"])]).map(\.text) == ["The hook command message about P/j is given up: /no/such/program was not found"])
    }

    /// What never ends is ended with us, and said.
    @Test func programsThatDoNotEnd() {
        let answers = deliver([Sample.sendmail(["/bin/sh", "-c", "sleep 60", "--", "a@x"]), Sample.hook(["/bin/sleep", "60"])], timeout: 100_000)
        #expect(
            Set(answers.map(\.text)) == [
                "The e-mail message to a@x about P/j is given up: it took too long", "The hook command message about P/j is given up: it took too long",
            ])
    }

    @Test func files() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sisyphus-metrics-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let delivery = Delivery(
            id: "f", channel: .metrics, label: "P/j", created: 5, transport: .file(directory: folder, name: "m.prom"), body: Array("x 1\n".utf8))
        // What killed couriers left of this file goes, no process having this number.
        for name in [".m.prom.99999999.tmp", ".n.prom.99999999.tmp"] { try Data().write(to: URL(filePath: "\(folder)/\(name)")) }
        #expect(deliver([delivery]).map(\.result) == [.delivered])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [".n.prom.99999999.tmp", "m.prom"])
        #expect(try String(contentsOfFile: "\(folder)/m.prom", encoding: .utf8) == "x 1\n")
        #expect(deliver([Sample.file]).map(\.result) == [.lost])
    }

    @Test func secretsThatAreNotThere() {
        var ping = Sample.http(.ping, .ping)
        ping.transport = .http(Delivery.HTTP(dialect: .ping, url: .environment("SISYPHUS_TEST_NO_SUCH_VARIABLE")))
        let answers = deliver([ping], timeout: 100_000)
        #expect(answers.map(\.result) == [.lost] && answers[0].text.contains("SISYPHUS_TEST_NO_SUCH_VARIABLE is not set or empty"), "\(answers)")
    }
}
