import ArgumentParser
import SisyphusCore

@testable import SisyphusCommand

/// The rows of the option table as arguments of swift-argument-parser, to compare both readers. Values are collected as written; the
/// table's own judge reads them.
struct TableOptions: ParsableArguments, CustomReflectable {
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
                flags[row.name] = Option(wrappedValue: nil, name: row.specification, defaultAsFlag: "yes")
            } else {
                valued[row.name] = Option(wrappedValue: [], name: row.specification, parsing: .singleValue)
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
        Subcommand.run.rows.filter { !$0.kind.isAction }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

struct ParserRun: ParsableCommand {
    @OptionGroup var options: TableOptions
    @Argument(parsing: .captureForPassthrough) var command: [String] = []
}

extension OptionRow {
    var specification: NameSpecification {
        var names: [NameSpecification.Element] = [.customLong(name)]
        if let alias { names.append(.customLong(alias)) }
        if let short { names.append(.customShort(short, allowingJoined: true)) }
        return NameSpecification(names)
    }
}
