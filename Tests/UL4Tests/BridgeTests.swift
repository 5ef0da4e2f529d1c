import Foundation
import Testing
import UL4

private struct Order: Codable, Equatable {
    enum Kind: String, Codable { case sale, gift }

    var id: UInt64
    var kind: Kind
    var price: Double
    var note: String?
    var tags: [String]
    var sizes: [String: [Int8]]
}

private class Animal: Encodable {
    let name = "Rex"
}

private final class Dog: Animal {
    let legs = 4

    private enum CodingKeys: CodingKey { case legs }

    override func encode(to encoder: any Encoder) throws {
        try super.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(legs, forKey: .legs)
    }
}

/// Values of Swift on their way into templates and back.
struct BridgeTests {
    private let order = Order(id: .max, kind: .gift, price: 9.5, note: nil, tags: ["a", "b"], sizes: ["s": [1, -2]])

    @Test func literalsAreValues() throws {
        let value: Value = ["name": "x", "count": 3, "share": 0.5, "on": true, "items": [1, [2]]]
        #expect("\(value)" == "{'name': 'x', 'count': 3, 'share': 0.5, 'on': True, 'items': [1, [2]]}")
        #expect("\(Value.none) \(Value.color(Color(red: 255, green: 0, blue: 0)))" == "None #f00")
    }

    @Test func encodesWhatSwiftEncodes() throws {
        let value = try Value(encoding: order)
        #expect("\(value)" == "{'id': 18446744073709551615, 'kind': 'gift', 'price': 9.5, 'tags': ['a', 'b'], 'sizes': {'s': [1, -2]}}")
        #expect("\(try Value(encoding: [1, nil, 3] as [Int?]))" == "[1, None, 3]")
        #expect("\(try Value(encoding: Dog()))" == "{'name': 'Rex', 'legs': 4}")
        #expect(try render("<?for t in o.tags?><?print t?>,<?end for?><?print o.sizes.s[1]?>", ["o": value]) == "a,b,-2")
    }

    @Test func convertsWhatTemplatesKnowBetter() throws {
        struct Event: Encodable { var at: Date, days: [Date] }
        let value = try Value(encoding: Event(at: Date(timeIntervalSince1970: 86_400), days: [.init(timeIntervalSince1970: 0)])) { part in
            try (part as? Date).map { .date(try CalendarDate(year: 1970, month: 1, day: 1 + Int($0.timeIntervalSince1970) / 86_400)) }
        }
        #expect("\(value)" == "{'at': @(1970-01-02), 'days': [@(1970-01-01)]}")
    }

    @Test func decodesWhatTemplatesReturn() throws {
        #expect(try Value(encoding: order).decode(Order.self) == order)
        let value = try Template("<?return {'id': 7, 'kind': 'sale', 'price': 2, 'note': 'x', 'tags': {'t'}, 'sizes': {}}?>").call()
        #expect(try value.decode(Order.self) == Order(id: 7, kind: .sale, price: 2, note: "x", tags: ["t"], sizes: [:]))
        #expect(try Template("<?return [@(2026-11-28), #fff]?>").call().decode([String].self) == ["2026-11-28", "#fff"])
    }

    @Test func tellsItsKeys() throws {
        struct Keys: Decodable {
            var keys: Set<String>

            enum Known: String, CodingKey { case a, b }

            init(from decoder: any Decoder) throws { keys = Set(try decoder.container(keyedBy: Known.self).allKeys.map(\.rawValue)) }
        }
        #expect(try (["a": 1, "other": 2] as Value).decode(Keys.self).keys == ["a"])
        #expect(try (["a": 1, "other": 2] as Value).decode([String: Int].self) == ["a": 1, "other": 2])
    }

    @Test func saysWhatDoesNotFit() throws {
        let value: Value = ["id": -1, "kind": "sale"]
        #expect {
            try value.decode(Order.self)
        } throws: { error in
            guard case .typeMismatch(_, let context)? = error as? DecodingError else { return false }
            return context.codingPath.map(\.stringValue) == ["id"] && context.debugDescription == "-1 is a value of the type int"
        }
        #expect(throws: DecodingError.self) { try (["id": 1] as Value).decode(Order.self) }
        #expect(throws: DecodingError.self) { try ([1, "x"] as Value).decode([Int].self) }
        #expect(throws: DecodingError.self) { try (300 as Value).decode(Int8.self) }
    }

    /// Also one whose default is a list, which templates can change.
    @Test func manyThreadsRenderOneTemplate() async throws {
        let template = try Template("<?code seen.append(i)?><?for s in seen?>(<?print s?>)<?end for?>", signature: "i, seen=[]")
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for i in 0..<200 { group.addTask { try template.render(["i": .int(i)]) } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(texts == Set((0..<200).map { "(\($0))" }))
    }
}
