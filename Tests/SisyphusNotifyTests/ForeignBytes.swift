import SisyphusCore
import SisyphusNotify

/// What reads files, pipes and the answers of servers, given any bytes: it refuses them, or what it has read is read the same when it is written.
/// The fuzzer (`Fuzz/Sources/FuzzForeign`) and the test that replays its corpus share this.
///
/// - Returns: what did not hold.
func wrongs(readingForeign bytes: [UInt8]) -> [String] {
    var wrong: [String] = []
    func hold(_ condition: Bool, _ what: String) {
        if !condition { wrong.append(what) }
    }
    func roundTrip<Value>(_ what: String, _ value: Value?, _ write: (Value) -> [UInt8], _ read: ([UInt8]) -> Value?) {
        guard let written = value.map(write) else { return }
        hold(read(written).map(write) == written, "\(what) is not read as it was written")
    }

    // Files of a job's directory.
    roundTrip("JSON", JSONValue(bytes), \.bytes) { JSONValue($0) }
    roundTrip("a record", RunRecord(jsonLine: bytes), \.jsonLine) { RunRecord(jsonLine: $0) }
    roundTrip("run.state", RunStateFile(bytes: bytes), \.bytes) { RunStateFile(bytes: $0) }
    roundTrip("fingerprints", Fingerprints(bytes: bytes), \.bytes) { Fingerprints(bytes: $0) }
    roundTrip("a pause", Pause(bytes: bytes), \.bytes) { Pause(bytes: $0) }
    roundTrip("an acknowledgement", Acknowledgement(bytes: bytes), \.bytes) { Acknowledgement(bytes: $0) }
    roundTrip("start.state", StartState(bytes: bytes), \.bytes) { StartState(bytes: $0) }
    roundTrip("notify.state", NotificationLog(bytes: bytes), \.bytes) { NotificationLog(bytes: $0) }
    roundTrip("rate limits", RateLimits(bytes: bytes), { $0.bytes(now: .min) }) { RateLimits(bytes: $0) }
    if let line = RecordLine(bytes[...]), let record = line.record {
        hold(line.start == record.start && line.status == record.status, "a record is another one when only a part of it is read")
    }

    // Spool and pipe of the courier.
    roundTrip("a delivery", Delivery(encoded: bytes), \.encoded) { Delivery(encoded: $0) }
    roundTrip("an answer", DeliveryAnswer(line: bytes), { $0.line.dropLast() }) { DeliveryAnswer(line: $0) }
    var (whole, pieces) = (DeliveryFrame(), DeliveryFrame())
    let taken = whole.read(bytes)
    hold(bytes.flatMap { pieces.read([$0]) } == taken && pieces.isBroken == whole.isBroken, "deliveries depend on how they arrive")

    // Configuration and command line.
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(OptionError) {
        _ = try Configuration(bytes, file: "config.toml", table: .standard)
    } catch {
        hold(error.description.hasPrefix("config.toml"), "an error names no file: \(error)")
    }
    do throws(OptionError) {
        let reading = try OptionTable.standard.read(text.split(separator: "\n").map(String.init), from: 0)
        var settings = RunSettings()
        for one in reading.assignments { try OptionTable.standard.apply(one.text, to: one.row.name, from: one.source, settings: &settings) }
    } catch {
        hold(!error.description.isEmpty, "an error says nothing")
    }

    for answer in [
        answer(to: .http(.init(dialect: .mattermost, url: .plain("https://a.example/"))), text),
        answer(to: .http(.init(dialect: .sentry, url: .plain("https://a.example/"))), text),
    ] {
        hold(
            answer.count <= 1 && answer.allSatisfy { !$0.text.isEmpty && $0.text.utf8.count < 4096 && !$0.text.utf8.contains(10) },
            "an answer is no sentence: \(answer)")
    }
    return wrong
}

/// What is said of a delivery when the server's answer begins with a status and fields, and goes on with this.
private func answer(to transport: Delivery.Transport, _ text: String) -> [DeliveryAnswer] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let fields = lines.dropFirst().prefix { !$0.isEmpty }.map { line -> (name: String, value: String) in
        let parts = line.split(separator: ":", maxSplits: 1)
        return (parts.first.map { $0.lowercased() } ?? "", parts.count > 1 ? String(parts[1]) : "")
    }
    var result = AttemptResult(
        code: 0, error: "", status: Int(lines.first ?? "") ?? 200, reply: lines.dropFirst(fields.count + 2).joined(separator: "\n"), headers: fields,
        wasSent: true)
    result.replies = lines.map(String.init)
    var state = DeliveryState(DeliveryTerms(spool: .none, patience: 1_000_000))
    let now = Stamp(time: Timestamp(microseconds: 1_790_000_000_000_000), elapsed: 0)
    let delivery = Delivery(id: "x", channel: .mattermost, label: "P/job", created: 1, transport: transport, body: [])
    return [.accepted(1, delivery), .prepared(1, receiverKey: "k"), .answered(1, result)].flatMap { state.handle($0, at: now) }.compactMap { effect in
        if case .tell(let answer) = effect { answer } else { nil }
    }
}
