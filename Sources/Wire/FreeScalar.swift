/// A text, number or boolean of which something else says what it must be.
///
/// Numbers are exact: whole ten-thousandths, up to a hundred thousand million either way.
public enum FreeScalar: Hashable, Sendable {
    case text(String)
    /// In ten-thousandths.
    case number(Int64)
    case boolean(Bool)

    /// The greatest number, and the least.
    public static let bounds = -100_000_000_000...100_000_000_000
    /// What the number 1 is.
    public static let one: Int64 = 10_000

    /// From a tree; nil for what is none.
    public init?(_ json: JSON) {
        switch json {
        case .string(let text): self = .text(text)
        case .bool(let value): self = .boolean(value)
        case .integer(let value):
            guard FreeScalar.bounds.contains(Int(value)) else { return nil }
            self = .number(value * FreeScalar.one)
        case .number(let value):
            guard let exact = FreeScalar.tenThousandths(value) else { return nil }
            self = .number(exact)
        default: return nil
        }
    }

    /// A number in ten-thousandths; nil for one that is finer, or beyond the bounds.
    static func tenThousandths(_ value: Double) -> Int64? {
        guard abs(value) <= Double(bounds.upperBound) else { return nil }
        let whole = (value * Double(one)).rounded()
        // The nearest number of four places must be the very number that was meant.
        guard whole / Double(one) == value else { return nil }
        return Int64(whole)
    }

    /// A number as it is written in JSON.
    public static func digits(ofTenThousandths value: Int64) -> String {
        let (whole, part) = value.magnitude.quotientAndRemainder(dividingBy: one.magnitude)
        var text = (value < 0 ? "-" : "") + String(whole)
        guard part > 0 else { return text }
        var places = String(part)
        while places.utf8.count < 4 { places = "0" + places }
        while places.last == "0" { places.removeLast() }
        text += "." + places
        return text
    }
}

extension FreeScalar: FieldValue, OutputValue {
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> FreeScalar? {
        guard case .json(let cursor) = input else {
            return fields.text(input, rule).map(FreeScalar.text)
        }
        switch cursor.kind {
        case .string: return fields.text(input, rule).map(FreeScalar.text)
        case .yes: return .boolean(true)
        case .no: return .boolean(false)
        case .integer, .unsigned, .double:
            if let value = FreeScalar(JSON(cursor)) { return value }
            fields.refuse(
                "range",
                "Must be between \(bounds.lowerBound) and \(bounds.upperBound), with at most four "
                    + "decimal places.")
        default: fields.refuse("type", "Must be a text, a number or a boolean.")
        }
        return nil
    }

    public static func sample(_ rule: FieldRule) -> FreeScalar { .number(12 * one) }

    public static func describe(
        _ rule: FieldRule, example: FreeScalar?, _ components: SchemaComponents
    ) -> (schema: Schema, example: JSON) {
        (Schema(nil), (example ?? sample(rule)).json)
    }

    public static func schema(of example: FreeScalar?, _ components: SchemaComponents) -> Schema {
        Schema(nil)
    }

    public func append(to out: inout OutputWriter) {
        switch self {
        case .text(let text): out.json.write(text)
        case .boolean(let value): out.json.write(value)
        case .number(let value):
            out.json.writeVerbatim(Array(FreeScalar.digits(ofTenThousandths: value).utf8))
        }
    }
}
