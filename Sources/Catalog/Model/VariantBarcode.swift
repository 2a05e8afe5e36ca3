public import Wire

/// A barcode of a variant and the unit it stands on.
public struct VariantBarcode: Hashable, Sendable {
    public let gtin: String
    /// `bottle` or another base unit, or `case`.
    public let unit: String

    public init(gtin: String, unit: String) {
        self.gtin = gtin
        self.unit = unit
    }

    /// `gtin unit`, as the statements write and read it.
    init?(packed: String) {
        guard let space = packed.firstIndex(of: " ") else { return nil }
        gtin = String(packed[..<space])
        unit = String(packed[space...].dropFirst())
    }

    var packed: String { "\(gtin) \(unit)" }
}

extension VariantBarcode: Output {
    public static let example = VariantBarcode(gtin: "088004022723", unit: "bottle")

    public func write(_ out: inout OutputWriter) {
        out("gtin", gtin, "The number: 8, 12, 13 or 14 digits.")
        out("unit", unit, "The unit it stands on.")
    }
}

/// A barcode as a request gives it: here, unlike in files, its check digit must be right.
struct BarcodeInput: FieldGroup {
    let gtin: String
    let unit: String?

    init(_ fields: inout Fields) {
        let text = fields.body(
            "gtin", "The number: 8, 12, 13 or 14 digits.", length: 8...14, format: .digits,
            example: "088004022723")
        unit = fields.optional(
            "unit", "The unit it stands on; the base unit if left out.", length: 1...40,
            example: "case")
        let number = GTIN(text)
        fields.require(
            GTIN.lengths.contains(text.utf8.count) && number?.hasValidCheckDigit == true, "gtin",
            "check_digit", "Must be 8, 12, 13 or 14 digits with the right check digit.")
        gtin = number?.digits ?? text
    }

    /// On a variant of that base unit.
    func barcode(beside baseUnit: String) -> VariantBarcode {
        VariantBarcode(gtin: gtin, unit: unit ?? baseUnit)
    }
}

extension [BarcodeInput] {
    /// Whether no number stands twice.
    var areDistinct: Bool { Set(map(\.gtin)).count == count }

    /// Whether each stands on a unit that there is.
    func stand(on units: [String]) -> Bool { allSatisfy { $0.unit.map(units.contains) ?? true } }
}
