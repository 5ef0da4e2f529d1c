/// `object.name`, or nil if there is no such attribute. Objects of the host are asked by the caller.
func attribute(_ name: String, of object: Value) throws -> Value? {
    if let method = Method(name, of: object) { return .method(BoundMethod(object: object, method: method)) }
    switch object {
    case .dict(let dict): return dict[text: name]
    case .object(let host): return host.attribute(name)
    case .module(let module): return module.members[name]
    case .type(let type):
        switch name {
        case "__name__": return .string(type.name)
        case "__module__": return type.module.map { .string($0) } ?? Value.none
        case "__doc__": return type.doc.map { .string($0) } ?? Value.none
        default: return nil
        }
    case .template(let closure): return try closure.attribute(name)
    case .exception(let error): return error.attribute(name)
    default: return nil
    }
}

/// What `dir(object)` lists.
func attributeNames(of object: Value) -> [String] {
    switch object {
    case .module(let module): module.members.keys.sorted()
    case .type: ["__doc__", "__module__", "__name__"]
    case .template: TemplateClosure.attributes
    default: Method.names(of: object)
    }
}

extension TemplateClosure {
    static let attributes = [
        "doc", "fullname", "fullsource", "name", "namespace", "parenttemplate", "renders", "signature", "source", "template", "whitespace",
    ]

    /// Attributes that show the syntax tree of the original.
    private static let treeAttributes: Set = [
        "type", "content", "pos", "startpos", "stoppos", "line", "col", "startline", "startcol", "stopline", "stopcol", "startsource", "stopsource",
        "sourceprefix", "sourcesuffix", "startsourceprefix", "startsourcesuffix", "stopsourceprefix", "stopsourcesuffix",
    ]

    func attribute(_ name: String) throws -> Value? {
        switch name {
        case "name", "fullname": return template.name.map { .string($0) } ?? Value.none
        case "namespace": return Value.none
        case "doc": return template.doc.map { .string($0) } ?? Value.none
        case "source": return .string(template.source.slice(template.range))
        case "fullsource": return .string(template.source.text)
        case "whitespace": return .string(template.whitespace.rawValue)
        case "template": return template.value
        case "parenttemplate": return template.parent?.value ?? Value.none
        case "signature": return template.signature.map { .signature(Signature(code: $0, defaults: defaults)) } ?? Value.none
        default:
            if TemplateClosure.treeAttributes.contains(name) { throw UL4Error.missing("the syntax tree of templates (attribute '\(name)') is") }
            return nil
        }
    }
}
