import ArgumentParser
import SisyphusCore

extension OptionRow {
    var specification: NameSpecification {
        var names: [NameSpecification.Element] = [.customLong(name)]
        if let alias { names.append(.customLong(alias)) }
        if let short { names.append(.customShort(short, allowingJoined: true)) }
        return NameSpecification(names)
    }

    var argumentHelp: ArgumentHelp { ArgumentHelp(stringLiteral: help, valueName: metavar) }

    var completion: CompletionKind {
        switch kind {
        case .flag: .list(["yes", "no"])
        case .automatic: .list(["yes", "no", "auto"])
        case .choice(let words): .list(words)
        default:
            switch metavar {
            case "DIR": .directory
            case "FILE": .file()
            default: .default
            }
        }
    }
}

extension ArgumentHelp {
    /// The first sentence is enough beside a completion.
    fileprivate init(stringLiteral help: String, valueName: String) {
        let end = help.firstRange(of: ". ")?.lowerBound ?? help.lastIndex(of: ".") ?? help.endIndex
        self.init("\(help[..<end])", valueName: valueName)
    }
}
