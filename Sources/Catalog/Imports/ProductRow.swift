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
    }
}
