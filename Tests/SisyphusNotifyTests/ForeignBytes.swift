import SisyphusCore
import SisyphusFleet
import SisyphusNotify
import SisyphusOptions
import SisyphusSchedule

/// The options of the rooms below, as the supervisor joins them.
private let table = OptionTable.standard(
    with: OptionRows(rows), check: { Channels.contradiction($0.notify) ?? FleetLockSettings.contradiction($0) })
private let rows = ScheduleSettings.rows + ShellSettings.rows + FleetLockSettings.rows + NotifySettings.options + Channels.options

private func hasKeyTwice(_ value: JSONValue?) -> Bool {
    guard case .object(let members)? = value else { return false }
    return Set(members.map(\.key)).count < members.count
}

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
    // What a key means that stands there twice is anybody's guess (RFC 8259, section 4).
    if let line = RecordLine(bytes[...]), let record = line.record, !hasKeyTwice(JSONValue(bytes)) {
        hold(line.start == record.start && line.status == record.status, "a record is another one when only a part of it is read")
    }

    // Spool and pipe of the courier.
    roundTrip("a delivery", Delivery(encoded: bytes), \.encoded) { Delivery(encoded: $0) }
    roundTrip("an answer", DeliveryAnswer(line: bytes), { $0.line.dropLast() }) { DeliveryAnswer(line: $0) }
    var (whole, pieces) = (DeliveryFrame(), DeliveryFrame())
    let taken = whole.read(bytes)
    hold(bytes.flatMap { pieces.read([$0]) } == taken && pieces.isBroken == whole.isBroken, "deliveries depend on how they arrive")

    let text = String(decoding: bytes, as: UTF8.self)
    // Lines of logs.
    for line in text.split(separator: "\n").map(String.init) {
        hold(LoggedLine(line).text == line || LoggedLine(line).time != nil, "a line of a log is taken apart that is none")
    }

    // Pipes of the lock holder, and the answers of etcd.
    roundTrip("an order of a lock", LockOrder(bytes), \.bytes) { LockOrder($0) }
    roundTrip("news of a lock", LockNews(text), \.bytes) { LockNews(String(decoding: $0.dropLast(), as: UTF8.self)) }
    roundTrip("a word to a lock holder", LockWord(text), \.bytes) { LockWord(String(decoding: $0.dropLast(), as: UTF8.self)) }
    for why in refusals(answering: text.split(separator: "\n")) {
        hold(why.utf8.count < 4096 && !why.utf8.contains(10) && !why.isEmpty, "why there is no lock is no sentence: \(why)")
    }

    // Configuration and command line.
    do throws(OptionError) {
        _ = try Configuration(bytes, file: "config.toml", table: table)
    } catch {
        hold(error.description.hasPrefix("config.toml"), "an error names no file: \(error)")
    }
    do throws(OptionError) {
        let reading = try table.read(text.split(separator: "\n").map(String.init), from: 0)
        var settings = RunSettings()
        for one in reading.assignments { try table.apply(one.text, to: one.row.name, from: one.source, settings: &settings) }
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

/// Has a lock holder wait for its lock, and keep it, while etcd answers with a line after the other.
///
/// - Returns: what people are told.
private func refusals(answering lines: [Substring]) -> [String] {
    let text = #"{"endpoints":["h1","h2"],"ttl":30,"key":"k","owner":{"host":"h"},"slot":"s","waits":true,"user":"u","signal":15,"grace":500000}"#
    guard let order = LockOrder(text.utf8) else { return ["the order is none"] }
    var state = LockState(order)
    var now: Int64 = 1_000_000
    var effects = state.handle(.begin, at: now)
    var told: [String] = []
    for line in lines.prefix(40) {
        var answer: LockInput?
        for effect in effects {
            switch effect {
            case .request(let request, _, _):
                if JSONValue(request.body(order).bytes) == nil { told.append("") }
                answer =
                    switch request.judge(status: 200, line.utf8, from: "etcd") {
                    case .success(let success): .answered(success)
                    case .failure(let trouble): .failed(trouble)
                    }
            case .watch(_, let revision): _ = EtcdRequest.watch(order, from: revision)
            case .tell(.away(let why)), .tell(.refused(let why)), .tell(.trouble(let why)), .tell(.lost(let why)): told.append(why)
            default: break
            }
        }
        now += 10_000_000
        effects = state.handle(answer ?? .changed, at: now) + (answer == nil ? state.handle(.tick, at: now) : [])
    }
    return told
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
