import Bedrock
import Platform
import Wire

/// A line whose price moved when its draft was priced anew.
struct MovedLine: Output, Sendable {
    let before: OrderLine
    let after: OrderLine

    static let example = MovedLine(before: .example, after: .example)

    func write(_ out: inout OutputWriter) {
        out("line", after.line, "Its number now.")
        out("sku", after.sku, "Its SKU.")
        out("unit", after.unit, "The unit it is bought in.")
        out(
            "unit_price_before", Money(before.unitAmount, before.currency),
            "What one of the unit cost.")
        out("unit_price_now", Money(after.unitAmount, after.currency), "What one costs now.")
        out("total_before", Money(before.totalAmount, before.currency), "What the line came to.")
        out("total_now", Money(after.totalAmount, after.currency), "What it comes to now.")
    }
}

/// What two lines have in common whose prices are compared.
private struct MovedLineKey: Hashable {
    let variant: ID<Variant>
    let unit: String
}

extension [MovedLine] {
    /// The lines of a draft whose price moved: of the same thing in the same unit another unit
    /// price, or of the same quantity another total. A line that is new has not moved.
    init(from before: [OrderLine], to after: [OrderLine]) {
        var old: [MovedLineKey: [OrderLine]] = [:]
        for line in before.reversed() {
            old[MovedLineKey(variant: line.variant, unit: line.unit), default: []].append(line)
        }
        self = []
        for line in after {
            guard let known = old[MovedLineKey(variant: line.variant, unit: line.unit)]?.popLast()
            else { continue }
            if known.unitAmount != line.unitAmount
                || known.quantity == line.quantity && known.totalAmount != line.totalAmount
            {
                append(MovedLine(before: known, after: line))
            }
        }
    }
}
