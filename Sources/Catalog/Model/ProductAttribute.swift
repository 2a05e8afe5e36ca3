public import Wire

/// What an attribute holds.
public enum AttributeKind: String, FieldEnum {
    case text, number, yesNo = "yes_no"
}

/// An attribute that products of a type have.
public struct ProductAttribute: FieldGroup, Output, Hashable, Sendable {
    public let name: String
    public let kind: AttributeKind
    public let unit: String?

    public init(_ fields: inout Fields) {
        name = fields.body("name", "Its name, such as `Vintage`.", length: 1...100)
        kind = fields.body("kind", "What it holds.")
        unit = fields.optional("unit", "The unit of a number.", length: 1...20)
    }

    init(name: String, kind: AttributeKind, unit: String?) {
        self.name = name
        self.kind = kind
        self.unit = unit
    }

    public static let example = ProductAttribute(name: "Age", kind: .number, unit: "years")

    public func write(_ out: inout OutputWriter) {
        out("name", name, "Its name.")
        out("kind", kind, "What it holds.")
        out("unit", unit, "The unit of a number.")
    }
}

extension ProductAttribute {
    /// As the column keeps them.
    static func json(of attributes: [ProductAttribute]) -> [UInt8] {
        var out = OutputWriter()
        attributes.append(to: &out)
        return out.json.bytes
    }

    /// From the column; what isn't an attribute is passed over.
    static func list(from bytes: [UInt8]) -> [ProductAttribute] {
        guard let json = try? JSON.parse(bytes), let items = json.items else { return [] }
        return items.compactMap { item in
            guard let name = item["name"]?.text,
                let kind = item["kind"]?.text.flatMap(AttributeKind.init(rawValue:))
            else { return nil }
            return ProductAttribute(name: name, kind: kind, unit: item["unit"]?.text)
        }
    }
}
