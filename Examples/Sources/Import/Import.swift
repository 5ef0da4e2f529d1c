import ArgumentParser
import Foundation
import Sisyphus

/// Counts the lines of the files in a directory, again and again, each file a task.
///
///     swift run Import --directory /etc --suffix .conf --repeat --nextrun 10
@main
final class Import: Job {
    struct Options: ParsableArguments, OwnOptions {
        @Option(help: "The directory to look into.") var directory = "/etc"
        @Option(help: "What the names of the files end with.") var suffix = ".conf"
    }

    override class var projectname: String { "ACME.FooBar" }
    override class var argdescription: String { "Counts the lines of files." }
    override class var ownOptions: (any OwnOptions.Type)? { Options.self }
    override class var nextrun: NextRun? { 60 }

    override func execute() async throws -> String? {
        let options = try options(Options.self)
        let names = try FileManager.default.contentsOfDirectory(atPath: options.directory).filter { $0.hasSuffix(options.suffix) }
        log.delay("\(names.count) files in \(options.directory)")
        // Nothing to do: the run is uneventful and leaves no log.
        if names.isEmpty { return nil }
        var lines = 0
        for name in tasks(names.sorted(), type: "import", name: \.self) {
            guard let content = FileManager.default.contents(atPath: options.directory + "/" + name) else {
                log.warning("cannot be read")
                continue
            }
            let count = content.count { $0 == UInt8(ascii: "\n") }
            log("\(count) lines")
            lines += count
        }
        return "imported \(lines) lines of \(names.count) files"
    }
}
