import SisyphusOptions
import SisyphusSupervisor
import Testing

@testable import SisyphusCore
@testable import SisyphusNotify

@Suite struct NtfyTests {
    private func settings(_ options: [String: String]) throws(OptionError) -> NotifySettings {
        var settings = RunSettings()
        let given = ["webhook-url": "https://ntfy.sh/x", "webhook-format": "ntfy"].merging(options) { $1 }
        for (option, text) in given { try OptionTable.standard.apply(text, to: option, from: .parameter("test"), settings: &settings) }
        return settings.notify
    }

    private func headers(_ occasion: Occasion, _ options: [String: String]) throws -> [String: String] {
        let delivery = try Sample.deliveries(.ended(occasion), settings(options))[0]
        guard let sent = Delivery(encoded: delivery.encoded), case .http(let http) = sent.transport else { return [:] }
        let request = try HTTPRequest(sent, http, url: "https://ntfy.sh/x", secret: "t", now: 0, version: "1")
        return Dictionary(request.headers.map { ($0.name, $0.value) }) { $1 }
    }

    @Test func priorityIsOfFailures() throws {
        let options = ["ntfy-priority": "High", "ntfy-tags": "skull,cron"]
        let loud = try headers(.failure(count: 1, isReminder: false), options)
        #expect(loud["Priority"] == "high" && loud["Tags"] == "skull,cron" && loud["Authorization"] == "Bearer t")
        #expect(try headers(.stuck(1), options)["Priority"] == "high")
        let quiet = try headers(.recovery(failures: 1, since: 0), options)
        #expect(quiet["Priority"] == nil && quiet["Tags"] == "skull,cron")
        #expect(try headers(.failure(count: 1, isReminder: false), [:]).keys.sorted() == ["Authorization", "Content-Type", "User-Agent"])
    }

    @Test(arguments: ["a b", "a,,b", "", "a\r\nX: y"]) func wrongTags(_ text: String) {
        #expect(throws: OptionError.self) { try settings(["ntfy-tags": text]) }
    }

    @Test func theyAreOfNtfyAlone() throws {
        #expect(Channels.contradiction(try settings(["ntfy-priority": "low"])) == nil)
        let error = Channels.contradiction(try settings(["ntfy-priority": "low", "webhook-format": "slack"]))
        #expect(error?.description == "--ntfy-priority needs --webhook-format ntfy")
    }
}
