import Bedrock
public import Wire

/// What an attribute holds.
public enum AttributeKind: String, FieldEnum {
    case text, integer, decimal, boolean, choice, date
}

/// What an attribute describes: a product, or each of its variants.
public enum AttributeLevel: String, FieldEnum {
    case product, variant
}

/// An attribute that products of a type have, or their variants.
public struct ProductAttribute: FieldGroup, Output, Hashable, Sendable {
    public let name: String
    public let kind: AttributeKind
    public let level: AttributeLevel
    public let isRequired: Bool
    public let unit: String?
    /// In ten-thousandths, as `maximum`.
    public let minimum: FreeScalar?
    public let maximum: FreeScalar?
    public let choices: [String]

    public init(_ fields: inout Fields) {
        name = fields.body("name", "Its name, such as `Vintage`.", length: 1...100)
        kind = fields.body("kind", "What it holds.")
        level = fields.body(
            "level", "Whether products have it or each of their variants.", default: .product)
        isRequired = fields.body("required", "Whether it must be given.", default: false)
        unit = fields.optional(
            "unit", "The unit of a number.", length: 1...20, inExample: false)
        minimum = fields.optional("minimum", "The least number.", inExample: false)
        maximum = fields.optional("maximum", "The greatest number.", inExample: false)
        choices = fields.body(
            "choices", "What a choice is made of.", length: 1...100,
            count: 0...CatalogLimits.choices, default: [])
        let isNumber = kind == .integer || kind == .decimal
        fields.require(
            isNumber || unit == nil, "unit", "kind", "Only numbers have a unit.")
        for (bound, field) in [(minimum, "minimum" as StaticString), (maximum, "maximum")] {
            fields.require(
                bound == nil || isNumber && bound?.number != nil, field, "kind",
                "Must be a number, of an attribute that is one.")
        }
        let bounds = (minimum?.number ?? .min, maximum?.number ?? .max)
        fields.require(
            bounds.0 <= bounds.1, "maximum", "range", "Must not be less than the minimum.")
        fields.require(
            (kind == .choice) == !choices.isEmpty, "choices", "kind",
            "A choice has some, and nothing else has any.")
        fields.require(
            Set(choices).count == choices.count, "choices", "duplicate",
            "Must not have one twice.")
    }

    init(
        name: String, kind: AttributeKind, level: AttributeLevel = .product,
        isRequired: Bool = false, unit: String? = nil, minimum: FreeScalar? = nil,
        maximum: FreeScalar? = nil, choices: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.level = level
        self.isRequired = isRequired
        self.unit = unit
        self.minimum = minimum
        self.maximum = maximum
        self.choices = choices
    }

    public static let example = ProductAttribute(
        name: "Age", kind: .integer, unit: "years", minimum: .number(0),
        maximum: .number(100 * FreeScalar.one), choices: [])

    public func write(_ out: inout OutputWriter) {
        out("name", name, "Its name.")
        out("kind", kind, "What it holds.")
        out("level", level, "Whether products have it or each of their variants.")
        out("required", isRequired, "Whether it must be given.")
        out("unit", unit, "The unit of a number.")
        out("minimum", minimum, "The least number.")
        out("maximum", maximum, "The greatest number.")
        out("choices", choices, "What a choice is made of.")
    }
}

extension FreeScalar {
    /// In ten-thousandths, if it is a number.
    var number: Int64? {
        if case .number(let value) = self { value } else { nil }
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
            return ProductAttribute(
                name: name, kind: kind,
                level: item["level"]?.text.flatMap(AttributeLevel.init(rawValue:)) ?? .product,
                isRequired: item["required"]?.bool ?? false, unit: item["unit"]?.text,
                minimum: item["minimum"].flatMap { FreeScalar($0) },
                maximum: item["maximum"].flatMap { FreeScalar($0) },
                choices: item["choices"]?.items?.compactMap(\.text) ?? [])
        }
    }
}
