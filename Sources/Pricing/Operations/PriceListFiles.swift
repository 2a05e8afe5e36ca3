import Bedrock
import Catalog
import Exchange
import Platform
import Postgres
import Wire

/// Imports price lists without their prices: windows, priorities, minimums, whom each is for.
struct ImportPriceLists: Command {
    static let route = Route.post("/v1/imports/price-lists")
    static let summary = "Import price lists and whom they are for from a file."
    static let access = Access.member(.writePrices)
    static let problems = Imports.problems + [.nameTaken]
    static let intake = Intake.stream(FileFormat.allMediaTypes)
    static let constraints = ["price_lists_organization_id_name_key": ProblemKind.nameTaken]

    let terms: ImportTerms

    init(_ fields: inout Fields) { terms = ImportTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImportView> {
        return try await Imports.run(PriceListImporter(), terms, context)
    }
}

/// Sets up to 1,000 price lists in one request, as a file of them would.
struct BringPriceLists: Command {
    static let route = Route.post("/v1/bulk/price-lists")
    static let summary = "Set up to 1,000 price lists, without their prices."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.nameTaken]
    static let success = 200
    static let constraints = ["price_lists_organization_id_name_key": ProblemKind.nameTaken]

    let bulk: BulkRows

    init(_ fields: inout Fields) { bulk = BulkRows(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BulkView> {
        return try await Imports.bring(bulk, PriceListImporter(), context)
    }
}

/// Exports price lists as an import of them takes them, in the order of their names.
struct ExportPriceLists: Query {
    static let route = Route.get("/v1/exports/price-lists")
    static let summary = "Export price lists, without their prices, as CSV or lines of JSON."
    static let access = Access.member(.readPrices)
    static let streams: String? = Exports.mediaType

    let terms: ExportTerms

    init(_ fields: inout Fields) { terms = ExportTerms(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        try await Exports.stream(
            FiledPriceList.columns.map(\.name), terms, context,
            read: {
                (last: ExportedList?, context: Context<Member>)
                    async throws(Problem) -> [ExportedList] in
                var trip = context.trip()
                let page = trip.add(
                    PriceListFileStatements.page, context.caller.organization,
                    last?.name ?? "", Exports.page)
                try await context.read(trip)
                return page.rows
            },
            cells: { (list: ExportedList) -> [ExportCell]? in
                let exponent = Currency(code: list.currency)?.exponent ?? 2
                return [
                    .text(list.name), .text(list.currency), .text(list.purpose),
                    .text(list.validFrom?.rfc3339), .text(list.validUntil?.rfc3339),
                    .whole(list.priority), .text(list.caseServesBottles ? "yes" : "no"),
                    .decimal(list.orderMinimum, places: exponent),
                    .whole(list.orderMinimumQuantity), .text(list.isForAll ? "yes" : "no"),
                    .text(NameList.write(list.roles)), .text(NameList.write(list.channels)),
                    .text(NameList.write(list.groups)),
                    .text(
                        NameList.write(
                            zip(list.numbers, list.companies)
                                .map { $0 ?? ID<Company>(uuid: $1).text })),
                ]
            })
    }
}

/// A list on its way out.
struct ExportedList: Sendable {
    let name: String
    let currency: String
    let purpose: String
    let validFrom: Instant?
    let validUntil: Instant?
    let priority: Int32
    let caseServesBottles: Bool
    let orderMinimum: Int64?
    let orderMinimumQuantity: Int64?
    let isForAll: Bool
    let roles: [String]
    let channels: [String]
    let groups: [String]
    let numbers: [String?]
    let companies: [UUIDBytes]
}

enum PriceListFileStatements {
    /// Lists of these names, locked until the transaction ends.
    static let named = Statement<PriceListView, ID<Organization>, [String]>(
        """
        select l.id, l.name, l.currency, l.purpose, l.valid_from, l.valid_until, l.priority,
            l.case_serves_bottles, l.order_minimum_amount, l.order_minimum_quantity,
            l.created_at, l.updated_at, l.version, a.audiences, a.ids, a.roles
        from pricing.price_lists l, lateral (
            select coalesce(array_agg(a.audience), '{}') as audiences,
                coalesce(array_agg(a.audience_id), '{}') as ids,
                coalesce(array_agg(a.role), '{}') as roles
            from (select audience, audience_id, role from pricing.assignments
                where organization_id = l.organization_id and price_list_id = l.id
                order by audience, audience_id, role) a
        ) a
        where l.organization_id = $1 and l.name = any($2)
        order by l.id for no key update of l
        """, row: PriceListView.read)

    /// The channels, groups and companies of these names, and companies of these ids.
    static let audiences = Statement<
        AudienceName, ID<Organization>, [String], [String], [String], [UUIDBytes]
    >(
        """
        select 'channel', id, name from organizations.channels
        where organization_id = $1 and name = any($2)
        union all
        select 'group', id, name from organizations.company_groups
        where organization_id = $1 and name = any($3)
        union all
        select 'company', id, coalesce(code, '') from organizations.companies
        where organization_id = $1 and (code = any($4) or id = any($5))
        """
    ) { row in AudienceName(kind: try row.read(), id: try row.read(), name: try row.read()) }

    static let page = Statement<ExportedList, ID<Organization>, String, Int64>(
        """
        select l.name, l.currency, l.purpose, l.valid_from, l.valid_until, l.priority,
            l.case_serves_bottles, l.order_minimum_amount, l.order_minimum_quantity,
            exists (select from pricing.assignments a where a.organization_id = $1
                and a.price_list_id = l.id and a.audience = 'everybody'),
            array(select a.role from pricing.assignments a where a.organization_id = $1
                and a.price_list_id = l.id and a.audience = 'role' order by a.role),
            array(select c.name from pricing.assignments a
                join organizations.channels c on c.organization_id = $1 and c.id = a.audience_id
                where a.organization_id = $1 and a.price_list_id = l.id
                    and a.audience = 'channel' order by c.name),
            array(select g.name from pricing.assignments a
                join organizations.company_groups g
                    on g.organization_id = $1 and g.id = a.audience_id
                where a.organization_id = $1 and a.price_list_id = l.id
                    and a.audience = 'group' order by g.name),
            array(select c.code from pricing.assignments a
                join organizations.companies c on c.organization_id = $1 and c.id = a.audience_id
                where a.organization_id = $1 and a.price_list_id = l.id
                    and a.audience = 'company' order by c.code, c.id),
            array(select c.id from pricing.assignments a
                join organizations.companies c on c.organization_id = $1 and c.id = a.audience_id
                where a.organization_id = $1 and a.price_list_id = l.id
                    and a.audience = 'company' order by c.code, c.id)
        from pricing.price_lists l
        where l.organization_id = $1 and l.name > $2
        order by l.name limit $3
        """
    ) { row in
        ExportedList(
            name: try row.read(), currency: try row.read(), purpose: try row.read(),
            validFrom: try row.read(), validUntil: try row.read(), priority: try row.read(),
            caseServesBottles: try row.read(), orderMinimum: try row.read(),
            orderMinimumQuantity: try row.read(), isForAll: try row.read(),
            roles: try row.read(), channels: try row.read(), groups: try row.read(),
            numbers: try row.read(), companies: try row.read())
    }
}
