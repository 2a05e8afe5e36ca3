import Bedrock
import Exchange
import Identity
import Platform
import Postgres
import Wire

/// Brings in a seller's list of customers: those it trades with are changed, others written down
/// as companies without organizations.
///
/// A row is of the company of its id; else of its number; else of the only one with its tax number
/// or its e-mail address, which where the row has a number has none yet. It is found among the
/// seller's own companies alone: nothing is asked of anybody else.
struct CompanyImporter: Importer {
    static let kind = ImportKind.companies
    static let key = "company_id"
    static let columns = CompanyRow.columns

    /// On which line each company stands, and what a new one is known by.
    private var lines: [ID<Company>: Int] = [:]
    private var newLines: [String: Int] = [:]

    init() {}

    mutating func read(_ record: ImportRecord, _ report: inout ImportReport) -> CompanyRow? {
        CompanyRow(record, &report)
    }

    mutating func check(
        _ rows: [CompanyRow], _ effect: borrowing Effect, _ context: Context<Member>,
        _ report: inout ImportReport
    ) async throws(Problem) -> [CompanyRow] {
        let organization = context.caller.organization
        var trip = Trip()
        let found = trip.add(
            CompanyFileStatements.known, organization, rows.compactMap(\.id),
            rows.compactMap(\.code), rows.compactMap(\.record.taxNumber?.taxKey),
            rows.compactMap(\.record.email))
        let lists = trip.add(
            CompanyFileStatements.knownLists, organization,
            Array(Set(rows.flatMap { $0.lists ?? [] })))
        try await effect.send(trip)
        let directory = CompanyDirectory(found.rows)
        let names = Set(lists.rows)
        let mayPrice = context.allows(Privilege("prices.write"))
        var good: [CompanyRow] = []
        for var row in rows {
            guard let match = directory.find(row, &report) else { continue }
            row.known = match.company
            guard isOnce(row, &report),
                isPriced(row, among: names, mayPrice, &report), isWhole(row, &report)
            else { continue }
            good.append(row)
        }
        return good
    }

    /// Whether no row before is of the same company.
    private mutating func isOnce(_ row: CompanyRow, _ report: inout ImportReport) -> Bool {
        if let known = row.known {
            if let first = lines[known.id], first != row.line {
                report.error(
                    row.line, "company_id", "company_repeated",
                    "The company stands on line \(first) already.")
                return false
            }
            lines[known.id] = row.line
            return true
        }
        // A row with a number is another company than one with another number.
        let keys =
            row.code.map { ["c\($0)"] }
            ?? [row.record.taxNumber.map { "t\($0.taxKey)" }, row.record.email.map { "e\($0)" }]
            .compactMap { $0 }
        for key in keys {
            if let first = newLines[key], first != row.line {
                report.error(
                    row.line, row.code == nil ? "tax_number" : "code", "company_repeated",
                    "The company stands on line \(first) already.")
                return false
            }
        }
        for key in keys { newLines[key] = row.line }
        return true
    }

    private func isPriced(
        _ row: CompanyRow, among names: Set<String>, _ mayPrice: Bool,
        _ report: inout ImportReport
    ) -> Bool {
        guard let lists = row.lists, row.pricesAnew else { return true }
        guard mayPrice else {
            report.error(
                row.line, "price_lists", "price_lists_forbidden",
                "Whoever settles price lists may write prices.")
            return false
        }
        if let unknown = lists.first(where: { !names.contains($0) }) {
            report.error(
                row.line, "price_lists", "price_list_unknown",
                "There is no price list '\(unknown.prefix(60))'.")
            return false
        }
        return true
    }

    /// Whether a new company has a name, and one of an organization keeps its role.
    private func isWhole(_ row: CompanyRow, _ report: inout ImportReport) -> Bool {
        if row.known == nil, row.name == nil {
            report.error(
                row.line, "name", "name_missing",
                "There is no such company, and a new one has a name.")
            return false
        }
        if let known = row.known, known.isLinked, let role = row.role, role != known.role {
            report.error(
                row.line, "role", "role_fixed",
                "The company is a \(known.role.rawValue); its organization says so.")
            return false
        }
        return true
    }

    mutating func rewind() {
        lines = [:]
        newLines = [:]
    }

    mutating func write(
        _ rows: [CompanyRow], _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> [ImportOutcome] {
        var writing = CompanyWriting()
        let outcomes = rows.map { writing.add($0, at: context.now) }
        try await writing.send(effect, context)
        // Rows of batches to come find them as they find any other.
        for (id, line) in writing.made { lines[id] = line }
        return outcomes
    }
}

/// What a batch of rows makes and changes.
private struct CompanyWriting {
    private var changed: [FiledCompany] = []
    private var new: [NewCompany] = []
    private var priced: [(id: ID<Company>, lists: [String])] = []
    /// On which line each new one stands.
    private(set) var made: [(id: ID<Company>, line: Int)] = []

    mutating func add(_ row: CompanyRow, at now: Instant) -> ImportOutcome {
        guard let known = row.known else {
            let company = NewCompany(
                id: .make(at: now), buyer: .make(at: now), name: row.name ?? "", code: row.code,
                role: row.role ?? .retailer, groupName: row.group.flatMap { $0.isEmpty ? nil : $0 },
                record: row.record)
            new.append(company)
            made.append((company.id, row.line))
            if let lists = row.lists, !lists.isEmpty { priced.append((company.id, lists)) }
            return .created
        }
        let next = row.applied(to: known)
        if row.pricesAnew { priced.append((known.id, row.lists ?? [])) }
        if next != known { changed.append(next) }
        return row.pricesAnew || next != known ? .updated : .unchanged
    }

    func send(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) {
        guard !changed.isEmpty || !new.isEmpty || !priced.isEmpty else { return }
        let organization = context.caller.organization
        let groups = Set(changed.compactMap(\.group) + new.compactMap(\.groupName)).sorted()
        var trip = Trip()
        if !groups.isEmpty {
            trip.add(
                CompanyFileStatements.makeGroups, organization,
                groups.map { _ in .make(at: context.now) }, groups)
        }
        if !changed.isEmpty {
            trip.add(CompanyFileStatements.change, organization, FiledCompany.json(changed))
        }
        if !new.isEmpty {
            trip.add(CompanyStatements.add, organization, NewCompany.json(new), context.now)
        }
        if !priced.isEmpty {
            trip.add(
                CompanyFileStatements.assign, organization, CompanyWriting.json(priced),
                context.now)
        }
        let told = Set(changed.map(\.id))
        for (id, name) in changed.map({ ($0.id, $0.name) }) {
            record("company_changed", id, name: name, context, &trip)
        }
        for company in new {
            record("company_added", company.id, name: company.name, context, &trip)
        }
        let added = Set(new.map(\.id))
        for (id, _) in priced where !told.contains(id) && !added.contains(id) {
            record("company_changed", id, name: nil, context, &trip)
        }
        try await effect.send(trip)
    }

    private func record(
        _ event: String, _ id: ID<Company>, name: String?, _ context: Context<Member>,
        _ trip: inout Trip
    ) {
        context.record(event, id, of: "company", in: context.caller.organization, &trip) { json in
            if let name {
                json.key("name")
                json.write(name)
            } else {
                json.key("price_lists")
                json.write(true)
            }
        }
    }

    private static func json(_ priced: [(id: ID<Company>, lists: [String])]) -> JSONText {
        var json = JSONWriter()
        json.beginArray()
        for (id, lists) in priced {
            json.beginObject()
            json.key("id")
            json.write(id.uuid.text)
            json.key("lists")
            json.beginArray()
            for name in lists { json.write(name) }
            json.endArray()
            json.endObject()
        }
        json.endArray()
        return JSONText(json.bytes)
    }
}

extension Context where Scope == Member {
    /// Whether the caller's token allows something beside what the operation asks for.
    func allows(_ privilege: Privilege) -> Bool {
        let catalog = services.get(IdentityServices.self).catalog
        return catalog.ordinal(privilege).map(caller.caller.privileges.contains) ?? false
    }
}
