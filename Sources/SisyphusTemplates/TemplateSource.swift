package import SisyphusCore

#if Templates
package import UL4
#endif

/// Templates as options give them: line feeds and the indentation behind them are ignored, as the original does it, unless a tag
/// `<?whitespace?>` says something else.
package enum TemplateSource {
    #if Templates
    /// Why a template cannot be used; nil if it can.
    package static func flaw(of source: String, _ name: String) -> String? {
        do throws(OptionError) {
            _ = try parse(source, name)
            return nil
        } catch {
            return error.description
        }
    }

    package static func parse(_ source: String, _ name: String) throws(OptionError) -> Template {
        do {
            return try Template(source, whitespace: .strip, name: name)
        } catch let error as UL4Error {
            let place = error.locations.first.map { "line \($0.line), column \($0.column), \($0.source): " } ?? ""
            throw OptionError("the template is wrong: \(place)\(error.summary)")
        } catch {
            throw OptionError("the template is wrong: \(error)")
        }
    }
    #else
    /// Why no template can be used.
    package static func flaw(of source: String, _ name: String) -> String? { flaw.description }

    package static let flaw = OptionError(
        "this program has no templates; its package has to depend on sisyphus with the trait Templates, which is enabled where no traits are named")
    #endif
}
