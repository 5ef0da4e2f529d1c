/// An object of the host program that templates can look at.
///
/// Only what `attribute(_:)` answers is visible; a template can never reach anything else of the object.
public protocol HostObject: AnyObject {
    /// The name that `type(x)` shows.
    var typeName: String { get }
    /// The value of an attribute, or nil if there is none of this name.
    func attribute(_ name: String) -> Value?
    /// Sets an attribute.
    /// - Throws: an error if the attribute does not exist or must not be written; without an implementation always.
    func setAttribute(_ name: String, to value: Value) throws
    /// The text that `<?print x?>` shows.
    var text: String { get }
}

extension HostObject {
    public var typeName: String { "object" }
    public var text: String { "<\(typeName)>" }

    public func setAttribute(_ name: String, to value: Value) throws {
        throw UL4Error.type("'\(typeName)' object does not support item assignment")
    }
}

/// A function of the host program that templates can call.
public final class HostFunction {
    /// The name that templates see when they print the function.
    public let name: String
    let body: (_ positional: [Value], _ keywords: [(String, Value)]) throws -> Value

    /// - Parameters:
    ///   - name: What templates see when they print the function.
    ///   - body: gets the positional and the keyword arguments; what it throws ends the template with that error.
    public init(_ name: String, _ body: @escaping (_ positional: [Value], _ keywords: [(String, Value)]) throws -> Value) {
        self.name = name
        self.body = body
    }
}
