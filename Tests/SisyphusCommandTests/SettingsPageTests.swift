import Testing

/// Libraries show no page of what stands in another module, so the properties of a job's class have one of their own, made of their comments.
struct SettingsPageTests {
    @Test func `The page of settings has every property`() throws {
        var page = """
            # Settings

            The properties by which a class sets the options of its job.

            ## Overview

            Override what shall differ; instances change `settings` before they run, and configuration, environment and command line are stronger than both. The
            properties are those of two base classes of ``Job`` that other modules of the package hold, `ClassSettings` and `ClassNotifySettings`.

            """
        var count = 0
        for file in ["SisyphusCore/Options/ClassSettings.swift", "SisyphusNotify/Options/ClassNotifySettings.swift"] {
            var comment = ""
            for line in try Golden.read("\(Golden.root)/Sources/\(file)").split(separator: "\n") {
                let line = line.drop { $0 == " " }
                if let text = line.after("/// ") {
                    comment += comment.isEmpty ? text : " " + text
                    continue
                }
                if let heading = line.after("// MARK: ") { page += "\n### \(heading)\n\n| property | type | meaning |\n|---|---|---|\n" }
                if let words = line.after("open class var "), let colon = words.firstIndex(of: ":"), let brace = words.firstRange(of: " {") {
                    page += "| `\(words[..<colon])` | `\(words[words.index(colon, offsetBy: 2)..<brace.lowerBound])` | \(comment) |\n"
                    count += 1
                }
                comment = ""
            }
        }
        #expect(count > 60)
        try Golden.check(page, is: "Sources/Sisyphus/Sisyphus.docc/Settings.md")
    }
}

extension Substring {
    fileprivate func after(_ start: String) -> Substring? { hasPrefix(start) ? dropFirst(start.count) : nil }
}
