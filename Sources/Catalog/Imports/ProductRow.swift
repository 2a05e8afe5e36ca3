import Wire

/// A row of a product file; nil where the file says nothing, which leaves what is known.
struct ProductRow: Sendable {
    let line: Int
    let sku: String
    let name: String
    var category: String?
    var brand: String?
    var volume: Cell<Int32> = .absent
    var strength: Cell<Int32> = .absent
    var caseSize: Int32?
    var innerPack: Cell<Int32> = .absent
    var cost: Cell<Int64> = .absent
    var caseCost: Cell<Int64> = .absent
    var barcodes: Cell<[VariantBarcode]> = .absent
    var packs: Cell<[VariantPack]> = .absent
    /// Those of units that are neither the base unit nor the case.
    var packBarcodes: Cell<[VariantBarcode]> = .absent
    var taxClass: Cell<String> = .absent
    var exciseClass: Cell<String> = .absent
    /// Codes of the containers that base unit and case come in.
    var deposit: Cell<String> = .absent
    var caseDeposit: Cell<String> = .absent
    /// Cells of attributes as they stand there, by the attributes' names; empty to clear.
    var attributeTexts: [String: String] = [:]
    /// What they say, once it is known of which type the item is; nil to clear.
    var attributes: [String: FreeScalar?] = [:]

    /// What a cell says of a value that may be missing.
    enum Cell<Value: Sendable>: Sendable {
        /// The file has no such column.
        case absent
        /// Nothing, or nothing usable.
        case empty
        case value(Value)

        /// The value, or for a file without the column what is known.
        func merged(_ known: Value?) -> Value? {
            switch self {
            case .absent: known
            case .empty: nil
            case .value(let value): value
            }
        }

        var isAbsent: Bool {
            if case .absent = self { true } else { false }
        }
    }
}
