import Bedrock
import Exchange
import Platform
import Postgres
import Wire

/// Exports every variant with what an import of products takes, in the order of their SKUs.
///
/// Imported again into the same organization, the file changes nothing.
struct ExportProducts: Query {
    static let route = Route.get("/v1/exports/products")
    static let summary = "Export products as CSV or lines of JSON, as an import takes them."
    static let access = Access.member(.readCatalog)
    static let streams: String? = Exports.mediaType

    private static let columns = [
        "sku", "name", "category", "brand", "volume_ml", "pack", "inner_pack", "abv_percent", "upc",
        "scc", "bottle_cost", "case_cost",
    ]

    let terms: ExportTerms

    init(_ fields: inout Fields) { terms = ExportTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        var trip = context.trip()
        let found = trip.add(CatalogStatements.currency, context.caller.organization)
        try await context.read(trip)
        let exponent = (found.first ?? .usd).exponent
        return try await Exports.stream(
            Self.columns, terms, context,
            read: {
                (last: KnownVariant?, context: Context<Member>)
                    async throws(Problem) -> [KnownVariant] in
                var trip = context.trip()
                let page = trip.add(
                    ProductImportStatements.exported, context.caller.organization,
                    last?.sku ?? "", Exports.page)
                try await context.read(trip)
                return page.rows
            },
            cells: { variant in ExportProducts.cells(variant.values, exponent) })
    }

    private static func cells(_ values: VariantValues, _ exponent: Int) -> [ExportCell] {
        func codes(_ isOfCase: Bool) -> String? {
            let codes = values.barcodes.filter {
                isOfCase ? $0.unit == "case" : $0.unit == values.baseUnit
            }
            return codes.isEmpty ? nil : codes.map(\.gtin).joined(separator: ";")
        }
        return [
            .text(values.sku), .text(values.name), .text(values.categoryName),
            .text(values.brandName), .whole(values.volume), .whole(values.caseSize),
            .whole(values.innerPack), .decimal(values.strength.map(Int64.init), places: 2),
            .text(codes(false)), .text(codes(true)), .decimal(values.cost, places: exponent),
            .decimal(values.caseCost, places: exponent),
        ]
    }
}
