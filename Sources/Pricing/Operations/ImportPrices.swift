import Bedrock
import Catalog
import Exchange
import Platform
import Wire

/// Imports prices from CSV or lines of JSON onto a list. The same file twice changes nothing.
struct ImportPrices: Command {
    static let route = Route.post("/v1/imports/prices")
    static let summary = "Import prices onto a list from a file: sku and price, or bottle and case."
    static let access = Access.member(.writePrices)
    static let problems = Imports.problems
    static let intake = Intake.stream(FileFormat.allMediaTypes)

    let list: ID<PriceList>
    let terms: ImportTerms

    init(_ fields: inout Fields) {
        list = fields.requiredQuery("price_list_id", "The list that takes the prices.")
        terms = ImportTerms(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImportView> {
        return try await Imports.run(PriceImporter(list: list), terms, context)
    }
}

/// Sets up to 1,000 prices of a list in one request, as a file of them would.
struct BringPrices: Command {
    static let route = Route.post("/v1/bulk/prices")
    static let summary = "Set up to 1,000 prices of a list by SKU."
    static let access = Access.member(.writePrices)
    static let success = 200

    let list: ID<PriceList>
    let bulk: BulkRows

    init(_ fields: inout Fields) {
        list = fields.requiredQuery("price_list_id", "The list that takes the prices.")
        bulk = BulkRows(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BulkView> {
        return try await Imports.bring(bulk, PriceImporter(list: list), context)
    }
}
