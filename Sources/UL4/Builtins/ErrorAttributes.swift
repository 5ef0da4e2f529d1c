extension UL4Error {
    /// `context` is the place of the error as an error of its own (`LocationError`), whose `location` is that place.
    func attribute(_ name: String) -> Value? {
        switch name {
        case "context":
            guard let first = locations.first else { return Value.none }
            var error = UL4Error("LocationError", first.description)
            error.place = first
            error.locations = Array(locations.dropFirst())
            error.wantsLocation = false
            return .exception(error)
        case "location": return place.map { .object(Place($0)) } ?? Value.none
        default: return nil
        }
    }
}

/// A place in a template as templates see it that show errors.
private final class Place: HostObject {
    private let location: Location

    init(_ location: Location) { self.location = location }

    let typeName = "Location"
    var text: String { location.description }

    func attribute(_ name: String) -> Value? {
        switch name {
        case "template": .object(PlaceTemplate(location.name))
        case "line", "startline": .int(location.line)
        case "col", "startcol": .int(location.column)
        case "source": .string(location.source)
        case "sourceprefix": .string(location.prefix)
        case "sourcesuffix": .string(location.suffix)
        default: nil
        }
    }
}

/// The template of a place: its name is all that is known.
private final class PlaceTemplate: HostObject {
    private let name: String?

    init(_ name: String?) { self.name = name }

    let typeName = "Template"

    func attribute(_ name: String) -> Value? { name == "name" ? self.name.map { .string($0) } ?? Value.none : nil }
}
