import Bedrock
import Platform
import Postgres
import Wire

/// Lists variants, or finds them by SKU, barcode or the beginning of their names.
struct ListVariants: Query {
    static let route = Route.get("/v1/variants")
    static let summary = "List variants, or find them by SKU, barcode or name."
    static let access = Access.member(.readCatalog)

    let sku: String?
    let barcode: String?
    let prefix: String?
    let condition: VariantCondition?
    let state: CatalogState?
    let language: LanguagePreference
    let cursor: ID<Variant>?
    let limit: Int64

    init(_ fields: inout Fields) {
        sku = fields.query("sku", "The one with this SKU.", length: 1...64)
        barcode = fields.query(
            "barcode", "Those with this barcode, with or without leading zeros.",
            length: 1...14, format: .digits)
        prefix = fields.query(
            "q", "Those whose names begin with this, in the order of their names.",
            length: 1...100)
        condition = fields.query("condition", "Only those in that condition.")
        state = fields.query("state", "Only those that are sold, or are sold no more.")
        language = fields.language()
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<VariantView>> {
        guard [sku, barcode, prefix].count(where: { $0 != nil }) <= 1 else {
            throw .invalid(
                "query:q", "exclusive", "One of sku, barcode and q is given at most.")
        }
        guard sku ?? barcode ?? prefix == nil || condition == nil && state == nil else {
            throw .invalid(
                "query:condition", "exclusive",
                "Who looks for one by sku, barcode or name sees all conditions and states.")
        }
        let organization = context.caller.organization
        var trip = context.trip()
        let found =
            if let sku {
                trip.add(VariantReading.bySKU, organization, cursor ?? .first, limit + 1, sku)
            } else if let barcode {
                trip.add(
                    VariantReading.byBarcode, organization, cursor ?? .first, limit + 1,
                    GTIN(barcode)?.spellings ?? [])
            } else if let prefix {
                trip.add(VariantReading.byName, organization, cursor ?? .first, limit + 1, prefix)
            } else {
                trip.add(
                    VariantReading.page, organization, cursor ?? .first, limit + 1,
                    condition?.rawValue, state.map { $0 == .archived })
            }
        try await context.read(trip)
        return .answer(Page(found.rows.map { $0.named(in: language) }, limit: limit) { $0.id.text })
    }
}

/// Reads a variant.
struct ReadVariant: Query {
    static let route = Route.get("/v1/variants/{id}")
    static let summary = "Read one variant."
    static let access = Access.member(.readCatalog)

    let id: ID<Variant>
    let language: LanguagePreference

    init(_ fields: inout Fields) {
        id = fields.path("id", "The variant's id.")
        language = fields.language()
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<VariantView> {
        var trip = context.trip()
        let found = trip.add(VariantReading.one, context.caller.organization, id)
        try await context.read(trip)
        guard let variant = found.first else { throw .notFound }
        return .answer(variant.named(in: language)).version(variant.version)
    }
}
