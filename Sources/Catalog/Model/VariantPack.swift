public import Wire

/// What state a variant is in when it is sold.
public enum VariantCondition: String, FieldEnum {
    case new, refurbished, used
}

/// Whether a product or variant is sold still.
public enum CatalogState: String, FieldEnum {
    case active, archived
}

/// A unit that holds several base units of a variant, beside its case: a six-pack, a pallet.
public struct VariantPack: FieldGroup, Output, Hashable, Sendable {
    public let unit: String
    /// Base units in it.
    public let size: Int32

    public init(_ fields: inout Fields) {
        unit = fields.body(
            "unit", "Its name, as prices and orders ask for it.", length: 1...40,
            format: .slug, example: "six-pack")
        size = fields.body("size", "Base units in it.", in: 2...1_000_000, example: 6)
    }

    init(unit: String, size: Int32) {
        self.unit = unit
        self.size = size
    }

    public static let example = VariantPack(unit: "six-pack", size: 6)

    public func write(_ out: inout OutputWriter) {
        out("unit", unit, "Its name, as prices and orders ask for it.")
        out("size", size, "Base units in it.")
    }
}

extension VariantPack {
    /// Whether a text could name a unit, as `TextFormat.slug` has it.
    static func isUnit(_ text: String) -> Bool {
        let bytes = text.utf8
        return 1...40 ~= bytes.count && bytes.first != UInt8(ascii: "-")
            && bytes.last != UInt8(ascii: "-")
            && bytes.allSatisfy { byte in
                byte == UInt8(ascii: "-") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            }
    }
}

extension [VariantPack] {
    /// As the columns have them.
    init(units: [String], sizes: [Int32]) {
        self = zip(units, sizes).map { VariantPack(unit: $0, size: $1) }
    }

    /// Whether each unit is one of its own: neither the base unit, nor the case, nor given twice.
    func areDistinct(beside baseUnit: String) -> Bool {
        Set(map(\.unit)).union([baseUnit, "case"]).count == count + (baseUnit == "case" ? 1 : 2)
    }
}
