import Sisyphus

/// Opens tasks in every way there is.
final class TaskWaysJob: ProbeJob {
    private func stream(_ items: [String]) -> AsyncStream<String> {
        AsyncStream { continuation in
            for item in items { continuation.yield(item) }
            continuation.finish()
        }
    }

    override func execute() async throws -> String? {
        for await file in tasks(stream(["a", "b"]), type: "import", name: \.self, count: 2) { log("counted \(file)") }
        for await file in tasks(stream(["c"]), type: "import", name: { "<\($0)>" }) { log("uncounted \(file)") }
        for number in tasks([7, 8], type: { "kind\($0)" }, data: { ["square": $0 * $0] }) { log("number \(number)") }
        for _ in tasks(AnySequence(["x"])) { log("neither type nor name") }
        for _ in tasks(1...2, name: "same") { log("one name") }
        task { log("nothing") }
        task(count: 5678) { log("a count alone") }
        task(index: 1233, count: 5678) { log("a place") }
        task(type: "", name: "named") { log("an empty type") }
        for outer in tasks(["p", "q"], type: "outer", name: \.self) {
            for inner in tasks(1...3, type: "inner", name: { "\($0)" }) {
                if inner == 2 { break }
                log("\(outer)\(inner)")
            }
            log("back in \(outer)")
        }
        return try await task(type: "last", name: "one") {
            for await file in tasks(stream(["d", "e"]), type: "import", name: \.self) {
                if file == "e" { try await fail() }
            }
            return "not reached"
        }
    }

    private func fail() async throws {
        await Task.yield()
        throw ValueError(description: "in the middle")
    }
}
