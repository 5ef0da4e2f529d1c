import Foundation
import Sisyphus
import Subprocess

/// Brings a checkout up to date and names what came in; nothing new is an uneventful run. `run` is that of swift-subprocess.
///
///     CHECKOUT=/srv/shop swift run Checkout
@main
final class Checkout: Job {
    override class var projectname: String { "ACME.FooBar" }
    override class var argdescription: String { "Brings a checkout up to date." }

    private let directory: String

    init(directory: String) {
        self.directory = directory
        super.init()
    }

    /// By which `main()` makes the job.
    override convenience init() { self.init(directory: ProcessInfo.processInfo.environment["CHECKOUT"] ?? ".") }

    struct GitFailed: Error, CustomStringConvertible {
        let description: String
    }

    /// What came in.
    struct Commit {
        let words: [Substring]
        var id: String { String(words.first ?? "") }
        var subject: String { words.dropFirst().joined(separator: " ") }
    }

    @MainActor private func git(_ words: String...) async throws -> String {
        let done = try await run(
            .name("git"), arguments: Arguments(["-C", directory] + words), output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        guard done.terminationStatus.isSuccess else { throw GitFailed(description: "git \(words.joined(separator: " ")): \(done.standardError)") }
        return done.standardOutput
    }

    // On the main actor, as all other code of this module, whose types it uses.
    @MainActor override func execute() async throws -> String? {
        _ = try await git("fetch")
        let commits = try await git("log", "--reverse", "--format=%h %s", "HEAD..@{upstream}").split(separator: "\n").map {
            Commit(words: $0.split(separator: " "))
        }
        if commits.isEmpty { return nil }
        _ = try await git("merge", "--ff-only", "@{upstream}")
        for commit in tasks(commits, type: "commit", name: \.id) { log(commit.subject) }
        return "merged \(commits.count) commits"
    }
}
