import Bedrock
import Platform
import Postgres
import Wire

/// Something that arrived, as it is given.
struct ReceiptLineInput: FieldGroup, Sendable {
    let variant: ID<Variant>?
    let sku: String?
    let quantity: Int64

    init(_ fields: inout Fields) {
        variant = fields.optional("variant_id", "What arrived; or give its `sku`.")
        sku = fields.optional(
            "sku", "Its SKU; or give its `variant_id`.", length: 1...100, inExample: false)
        quantity = fields.body("quantity", "How many base units.", in: 1...StockLimits.quantity)
        fields.require(
            (variant == nil) != (sku == nil), "variant_id", "choice",
            "Give either variant_id or sku.")
    }
}

/// The variants that requests name, as the organization has them.
struct KnownVariants {
    private let ids: Set<ID<Variant>>
    private let skus: [String: ID<Variant>]

    init(_ rows: [(id: ID<Variant>, sku: String)]) {
        ids = Set(rows.map(\.id))
        skus = Dictionary(rows.map { ($0.sku, $0.id) }) { first, _ in first }
    }

    /// The variant meant; nil where the organization has no such.
    func find(_ id: ID<Variant>?, _ sku: String?) -> ID<Variant>? {
        if let id { return ids.contains(id) ? id : nil }
        return sku.flatMap { skus[$0] }
    }
}

extension Violation {
    static let unknownWarehouse = Violation(
        pointer: "/warehouse_id", code: "unknown", message: "There is no such warehouse.")

    /// A variant that isn't there, by whichever field it was named.
    static func unknownVariant(at place: String, bySKU: Bool) -> Violation {
        Violation(
            pointer: "\(place)/\(bySKU ? "sku" : "variant_id")", code: "unknown_variant",
            message: "There is no such variant.")
    }
}
