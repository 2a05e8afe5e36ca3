import Bedrock
import Wire

/// So many base units of a line of an order.
struct LineQuantity: FieldGroup {
    let line: Int32
    let quantity: Int64

    init(_ fields: inout Fields) {
        line = fields.body("line", "The order's line, by its number.", in: 1...10_000, example: 1)
        quantity = fields.body(
            "base_quantity", "How many base units.", in: 1...1_000_000_000_000, example: 12)
    }
}

extension Fields {
    /// The lines meant; nil where all are.
    mutating func lineQuantities(_ summary: StaticString) -> [LineQuantity]? {
        let lines: [LineQuantity]? = optional(
            "lines", summary, count: 1...FulfillmentLimits.lines, inExample: false)
        require(
            Set((lines ?? []).map(\.line)).count == (lines ?? []).count, "lines", "duplicate",
            "Must not name a line twice.")
        return lines
    }
}

extension [LineQuantity]? {
    /// The lines' numbers, as the database's functions take them: null for all.
    var numbers: [Int32]? { self?.map(\.line) }
    /// Their quantities.
    var quantities: [Int64]? { self?.map(\.quantity) }
}
