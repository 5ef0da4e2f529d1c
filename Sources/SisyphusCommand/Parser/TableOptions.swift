import ArgumentParser
import SisyphusCore

/// Tells `TableOptions` which options it has.
protocol VerbOptions {
    static var verb: Verb { get }
}

/// The rows of the option table as arguments of swift-argument-parser, which makes the completions. Values are collected as written; the
/// table's own judge reads them.
struct TableOptions<Options: VerbOptions>: ParsableArguments, CustomReflectable {
    private var valued: [String: Option<[String]>] = [:]
    private var flags: [String: Option<String?>] = [:]

    /// The last value of each option that was given.
    var values: [String: String] {
        var result: [String: String] = [:]
        for (name, option) in valued { result[name] = option.wrappedValue.last }
        for (name, option) in flags { result[name] = option.wrappedValue }
        return result
    }

    init() {
        for row in TableOptions.rows {
            if row.kind.isFlag {
                flags[row.name] = Option(wrappedValue: nil, name: row.specification, defaultAsFlag: "yes", help: row.argumentHelp, completion: row.completion)
            } else {
                valued[row.name] = Option(wrappedValue: [], name: row.specification, parsing: .singleValue, help: row.argumentHelp, completion: row.completion)
            }
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for row in TableOptions.rows {
            let key = Key(stringValue: row.name)
            if row.kind.isFlag {
                flags[row.name] = try container.decodeIfPresent(Option<String?>.self, forKey: key)
            } else {
                valued[row.name] = try container.decode(Option<[String]>.self, forKey: key)
            }
        }
    }

    /// The parser looks for its property wrappers here; a leading underscore is what wrapped properties have.
    var customMirror: Mirror {
        Mirror(
            self,
            children: TableOptions.rows.map { row in
                ("_" + row.name, flags[row.name].map { $0 as Any } ?? valued[row.name] as Any)
            })
    }

    private static var rows: [OptionRow] {
        Options.verb.rows.filter { !$0.kind.isAction }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
