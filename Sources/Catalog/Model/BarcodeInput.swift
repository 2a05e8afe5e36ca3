import Wire

/// A barcode as a request gives it: here, unlike in files, its check digit must be right.
struct BarcodeInput: FieldGroup {
    let gtin: String
    let unit: String

    init(_ fields: inout Fields) {
        let text = fields.body(
            "gtin", "The number: 8, 12, 13 or 14 digits.", length: 8...14, format: .digits,
            example: "088004022723")
        unit = fields.body(
            "unit", "The unit it stands on.", length: 1...40, default: "bottle")
        let number = GTIN(text)
        fields.require(
            GTIN.lengths.contains(text.utf8.count) && number?.hasValidCheckDigit == true, "gtin",
            "check_digit", "Must be 8, 12, 13 or 14 digits with the right check digit.")
        gtin = number?.digits ?? text
    }

    var barcode: VariantBarcode { VariantBarcode(gtin: gtin, unit: unit) }
}

extension [BarcodeInput] {
    /// Whether no number stands twice.
    var areDistinct: Bool { Set(map(\.gtin)).count == count }
}
