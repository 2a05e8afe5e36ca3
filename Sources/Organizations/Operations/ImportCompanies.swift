import Bedrock
import Exchange
import Platform
import Postgres
import Wire

/// Imports what the seller calls its companies, their numbers and groups.
///
/// A company is a relation that its buyer asked for; a file changes it and makes none.
struct ImportCompanies: Command {
    static let route = Route.post("/v1/imports/companies")
    static let summary = "Import names, numbers and groups of companies from a file."
    static let access = Access.member(.writeCompanies)
    static let problems: [ProblemKind] = [.conflict, .importNotResumable]
    static let intake = Intake.stream(FileFormat.allMediaTypes)
    static let constraints = ["companies_organization_id_code_key": ProblemKind.conflict]

    let terms: ImportTerms

    init(_ fields: inout Fields) { terms = ImportTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImportView> {
        try await Imports.run(CompanyImporter(), terms, context)
    }
}

/// Exports companies with what an import of them takes, in the order they asked to trade.
struct ExportCompanies: Query {
    static let route = Route.get("/v1/exports/companies")
    static let summary = "Export companies as CSV or lines of JSON."
    static let access = Access.member(.readCompanies)
    static let streams: String? = Exports.mediaType

    let terms: ExportTerms

    init(_ fields: inout Fields) { terms = ExportTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        try await Exports.stream(
            ["company_id", "code", "name", "group"], terms, context,
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
                [
                    .text(company.id.text), .text(company.code), .text(company.name),
                    .text(company.group),
                ]
            })
    }
}
