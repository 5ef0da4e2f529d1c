extension OptionTable {
    /// The options of `format`, which sets nothing: it has their values from the reading.
    public static let format =
        OptionTable(
            [
                OptionRow(
                    "template", "TEMPLATE", in: .template, places: .commandLineOnly, verbs: .format,
                    .text(accepts: "an UL4 template, or file:PATH with one") { _, _ in nil },
                    help: "The template to render; file:PATH reads it from there."),
                OptionRow(
                    "variables", "JSON", default: "those of a log line", in: .template, places: .commandLineOnly, verbs: .format,
                    .text(accepts: "a JSON object, or file:PATH with one") { _, _ in nil },
                    help: "Its variables; file:PATH reads them from there."),
                OptionRow(
                    "whitespace", "keep|strip|smart", default: "strip for log lines, else keep", in: .template, places: .commandLineOnly, verbs: .format,
                    .choice(["keep", "strip", "smart"]) { _, _ in },
                    help: "What becomes of line ends and indentation of the template."),
            ]) + OptionRow.actionRows
}
