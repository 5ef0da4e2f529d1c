import UL4

private let limits: Limits = {
    var limits = Limits()
    limits.steps = 20_000
    limits.output = 100_000
    limits.objects = 10_000
    return limits
}()

/// The first byte chooses the treatment of white space; the rest is a template. Whatever it is, it is refused, fails, or is rendered.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTemplates(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 1 else { return 0 }
    let whitespace = [Whitespace.keep, .strip, .smart][Int(start[0]) % 3]
    let source = String(decoding: UnsafeBufferPointer(start: start + 1, count: count - 1), as: UTF8.self)
    var isParsed = false
    do {
        let template = try Template(source, whitespace: whitespace, name: "fuzz")
        isParsed = true
        let renderer = Renderer(template, varying: ["s"], limits: limits)
        for (name, value) in [("a", Value.int(7)), ("s", .string("Gürk <hurz>")), ("l", .list([.int(3), .string("x"), .none])), ("t", template.value)] {
            if let variable = renderer.variable(name) { renderer[variable] = value }
        }
        for _ in 0..<2 {
            let count = try renderer.render().count
            precondition(count <= limits.output * 2, "more output than allowed")
        }
    } catch let error as UL4Error {
        // Arguments that do not fit have no place in the template: they come from the program.
        precondition(isParsed || !error.locations.isEmpty, "an error without a place: \(error)")
        precondition(!error.description.isEmpty)
    } catch {
        preconditionFailure("an error of another kind: \(error)")
    }
    return 0
}
