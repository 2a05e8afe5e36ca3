import Bedrock
import Exchange
import Levies
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
        "scc", "bottle_cost", "case_cost", "packs", "pack_barcodes", "tax_class", "excise_class",
        "deposit", "case_deposit",
    ]

    let terms: ExportTerms

    init(_ fields: inout Fields) { terms = ExportTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        var trip = context.trip()
        let found = trip.add(CatalogStatements.currency, context.caller.organization)
        let asking = trip.add(ProductTypeStatements.asking, context.caller.organization)
        let levies = Levies.names(of: context.caller.organization, &trip)
        try await context.read(trip)
        let exponent = (found.first ?? .usd).exponent
        let attributes = ProductFileTerms(asking.rows, []).names
        var kinds: [UUIDBytes: String] = [:]
        for levy in levies.rows {
            if let id = levy.container { kinds[id.uuid] = levy.name }
        }
        let containers = kinds
        return try await Exports.stream(
            Self.columns + attributes.map { ProductFileTerms.prefix + $0 }, terms, context,
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
            cells: { variant in
                ExportProducts.cells(variant.values, exponent)
                    + ExportProducts.terms(variant.values, containers)
                    + attributes.map { ExportProducts.attribute($0, of: variant.values) }
            })
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

    private static func terms(
        _ values: VariantValues, _ containers: [UUIDBytes: String]
    ) -> [ExportCell] {
        func joined(_ pairs: [(unit: String, value: String)]) -> ExportCell {
            .text(
                pairs.isEmpty
                    ? nil : pairs.map { "\($0.unit)=\($0.value)" }.joined(separator: ";"))
        }
        func container(_ unit: String) -> ExportCell {
            .text(values.containers[unit].flatMap { containers[$0] })
        }
        return [
            joined(values.packs.map { ($0.unit, String($0.size)) }),
            joined(
                values.barcodes.filter { $0.unit != values.baseUnit && $0.unit != "case" }
                    .map { ($0.unit, $0.gtin) }),
            .text(values.taxClass), .text(values.exciseClass), container(values.baseUnit),
            container("case"),
        ]
    }

    private static func attribute(_ name: String, of values: VariantValues) -> ExportCell {
        switch values.attributes[name] ?? values.productAttributes[name] {
        case .text(let text): .text(text)
        case .number(let value): .number(FreeScalar.digits(ofTenThousandths: value))
        case .boolean(let value): .text(value ? "true" : "false")
        case nil: .text(nil)
        }
    }
}
