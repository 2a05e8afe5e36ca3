import Bedrock
import Exchange
import Platform
import Postgres
import Wire

/// Imports the seller's list of customers: names, numbers, groups, addresses, terms, price lists.
///
/// Whom it trades with already is changed; others are written down as companies without
/// organizations, priced and ordered for like any other, and linked once they have come.
struct ImportCompanies: Command {
    static let route = Route.post("/v1/imports/companies")
    static let summary = "Import a list of customers: known ones are changed, others written down."
    static let access = Access.member(.writeCompanies)
    static let problems = Imports.problems + [.conflict]
    static let intake = Intake.stream(FileFormat.allMediaTypes)
    static let constraints = ["companies_organization_id_code_key": ProblemKind.conflict]

    let terms: ImportTerms

    init(_ fields: inout Fields) { terms = ImportTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImportView> {
        try await Imports.run(CompanyImporter(), terms, context)
    }
}

/// Exports companies with what an import of them takes, in the order they asked to trade.
///
/// Their price lists are for whoever may read prices.
struct ExportCompanies: Query {
    static let route = Route.get("/v1/exports/companies")
    static let summary = "Export companies as CSV or lines of JSON."
    static let access = Access.member(.readCompanies)
    static let streams: String? = Exports.mediaType

    let terms: ExportTerms

    init(_ fields: inout Fields) { terms = ExportTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        let isPriced = context.allows(Privilege("prices.read"))
        let columns = CompanyRow.columns.map(\.name).filter { isPriced || $0 != "price_lists" }
        return try await Exports.stream(
            columns, terms, context,
            read: {
                (last: FiledCompany?, context: Context<Member>)
                    async throws(Problem) -> [FiledCompany] in
                var trip = context.trip()
                let page = trip.add(
                    CompanyFileStatements.page, context.caller.organization, last?.id,
                    Exports.page)
                try await context.read(trip)
                return page.rows
            },
            cells: { (company: FiledCompany) -> [ExportCell]? in
                let record = company.record
                let address = record.address
                return [
                    .text(company.id.text), .text(company.code), .text(company.name),
                    .text(company.role.rawValue), .text(company.group), .text(record.taxNumber),
                    .text(record.email), .text(record.phone), .whole(record.paymentDays),
                    .text(address?.line1), .text(address?.line2), .text(address?.city),
                    .text(address?.region), .text(address?.postalCode),
                    .text(address?.country),
                ] + (isPriced ? [.text(NameList.write(company.lists))] : [])
            })
    }
}
