import Bedrock
import Platform
import Postgres
import Wire

/// Something that is named by its id or by its SKU.
protocol StockItem: FieldGroup, Sendable {
    var variant: ID<Variant>? { get }
    var sku: String? { get }
}

/// A variant, as requests name it.
struct ItemName {
    let variant: ID<Variant>?
    let sku: String?

    init(_ fields: inout Fields) {
        variant = fields.optional("variant_id", "What; or give its `sku`.")
        sku = fields.optional(
            "sku", "Its SKU; or give its `variant_id`.", length: 1...100, inExample: false)
        let isOne = (variant == nil) != (sku == nil)
        fields.require(isOne, "variant_id", "choice", "Give either variant_id or sku.")
    }
}

/// Something that arrived, as it is given.
struct ReceiptLineInput: StockItem {
    let variant: ID<Variant>?
    let sku: String?
    let quantity: Int64
    let bin: String?
    let lot: String?
    let expiresOn: String?

    init(_ fields: inout Fields) {
        let name = ItemName(&fields)
        variant = name.variant
        sku = name.sku
        quantity = fields.body("quantity", "How many base units.", in: 1...StockLimits.quantity)
        bin = fields.optional(
            "bin", "The code of the bin it goes to.", length: 1...40, inExample: false)
        lot = fields.optional(
            "lot", "The number of its lot; a new one is made.", length: 1...60, inExample: false)
        expiresOn = fields.optional(
            "expires_on", "The lot's last day.", format: .day, inExample: false)
        fields.require(
            expiresOn == nil || lot != nil, "expires_on", "choice", "Say the lot that ends then.")
    }

    /// Whether it is more than so much of something.
    var isPart: Bool { bin != nil || lot != nil }
}

/// So much of something, as it is given.
struct StockQuantityInput: StockItem {
    let variant: ID<Variant>?
    let sku: String?
    let quantity: Int64

    init(_ fields: inout Fields) {
        let name = ItemName(&fields)
        variant = name.variant
        sku = name.sku
        quantity = fields.body("quantity", "How many base units.", in: 1...StockLimits.quantity)
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

extension Context where Scope == Member {
    /// The variants that lines name, in their order. What isn't the organization's own is a
    /// violation: a variant, or a warehouse that a field names.
    func resolve<Item: StockItem>(
        _ lines: [Item], in warehouses: (field: String, id: ID<Warehouse>)...
    ) async throws(Problem) -> [ID<Variant>] {
        let own = caller.organization
        var trip = self.trip()
        let places = warehouses.map { place in
            (place.field, trip.add(StockStatements.warehouse, own, place.id))
        }
        let rows = trip.add(
            StockStatements.variants, own, lines.compactMap(\.variant), lines.compactMap(\.sku))
        try await read(trip)
        var violations: [Violation] = []
        for (field, found) in places where found.first == nil {
            violations.append(.unknownWarehouse(at: "/\(field)"))
        }
        let known = KnownVariants(rows.rows)
        var variants: [ID<Variant>] = []
        variants.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            if let variant = known.find(line.variant, line.sku) {
                variants.append(variant)
            } else if violations.count < WireLimits.violations {
                violations.append(
                    .unknownVariant(at: "/lines/\(index)", bySKU: line.variant == nil))
            }
        }
        guard violations.isEmpty else { throw .invalid(violations) }
        return variants
    }

    /// The same of lines that must each be of another variant.
    func resolveOnce<Item: StockItem>(
        _ lines: [Item], in warehouses: (field: String, id: ID<Warehouse>)...
    ) async throws(Problem) -> [ID<Variant>] {
        var variants: [ID<Variant>] = []
        for place in warehouses.dropLast() {
            _ = try await resolve([Item](), in: place)
        }
        if let last = warehouses.last {
            variants = try await resolve(lines, in: last)
        } else {
            variants = try await resolve(lines)
        }
        var seen: Set<ID<Variant>> = []
        for (index, variant) in variants.enumerated() where !seen.insert(variant).inserted {
            throw .invalid(
                "/lines/\(index)", "repeated", "Another line is of the same variant already.")
        }
        return variants
    }
}

extension Violation {
    static let unknownWarehouse = unknownWarehouse(at: "/warehouse_id")

    static func unknownWarehouse(at pointer: String) -> Violation {
        Violation(pointer: pointer, code: "unknown", message: "There is no such warehouse.")
    }

    /// A variant that isn't there, by whichever field it was named.
    static func unknownVariant(at place: String, bySKU: Bool) -> Violation {
        Violation(
            pointer: "\(place)/\(bySKU ? "sku" : "variant_id")", code: "unknown_variant",
            message: "There is no such variant.")
    }
}
