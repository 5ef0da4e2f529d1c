import SisyphusCore
import SisyphusOptions

extension OptionTable {
    /// The options of `format`, which sets nothing: it has their values from the reading.
    static let format =
        OptionTable(
            [
                OptionRow(
                    "template", "TEMPLATE", in: .template, places: .commandLineOnly,
                    .unstored(ValueParser<String>.text(accepts: "an UL4 template, or file:PATH with one") { _ in nil }),
                    help: "The template to render; file:PATH reads it from there."),
                OptionRow(
                    "variables", "JSON", default: "those of a log line", in: .template, places: .commandLineOnly,
                    .unstored(ValueParser<String>.text(accepts: "a JSON object, or file:PATH with one") { _ in nil }),
                    help: "Its variables; file:PATH reads them from there."),
                OptionRow(
                    "whitespace", default: "strip for log lines, else keep", in: .template, places: .commandLineOnly,
                    .unstored(ValueParser<TemplateWhitespace>.choice),
                    help: "What becomes of line ends and indentation of the template."),
            ]) + OptionRow.actionRows
}

private enum TemplateWhitespace: String, CaseIterable { case keep, strip, smart }
