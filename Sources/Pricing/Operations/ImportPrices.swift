import Bedrock
import Catalog
import Exchange
import Platform
import Wire

/// Imports prices from CSV onto a list. The same file twice changes nothing.
struct ImportPrices: Command {
    static let route = Route.post("/v1/imports/prices")
    static let summary = "Import prices onto a list from CSV: sku and price, or bottle and case."
    static let access = Access.member(.writePrices)
    static let intake = Intake.upload("text/csv")

    let list: ID<PriceList>
    let mode: ImportMode

    init(_ fields: inout Fields) {
        list = fields.requiredQuery("price_list_id", "The list that takes the prices.")
        mode = fields.query(
            "mode", "What becomes of a file with bad rows.", default: .allOrNothing)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImportView> {
        let view = try await Imports.run(PriceImporter(list: list), mode: mode, context)
        context.forgetOwnBook()
        return view
    }
}
