import UL4

/// What a template makes of variables.
func render(_ source: String, _ variables: [String: Value] = [:], _ whitespace: Whitespace = .keep) throws -> String {
    try Template(source, whitespace: whitespace).render(variables)
}

/// The error of a template that must fail.
func failure(_ source: String, _ variables: [String: Value] = [:], limits: Limits = Limits()) -> UL4Error? {
    do {
        _ = try Template(source).render(variables, limits: limits)
        return nil
    } catch {
        return error as? UL4Error
    }
}
