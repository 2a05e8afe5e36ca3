import Bedrock
import Exchange
import Platform
import Postgres
import Wire

/// A row of a company file; nil where the file says nothing, which leaves what is known.
struct CompanyRow: Sendable {
    let line: Int
    let id: ID<Company>?
    let code: String?
    let name: String?
    /// Empty for none.
    let group: String?
    var known: FiledCompany?
}

/// Changes companies by a file: found by their ids, or where a row has none by their numbers.
struct CompanyImporter: Importer {
    static let kind = ImportKind.companies
    static let key = "company_id"

    static let columns: [ImportColumn] = [
        ImportColumn("company_id", "id"),
        ImportColumn("code", "number", "customer_number", "account_number"),
        ImportColumn("name", "company", "company_name"),
        ImportColumn("group", "group_name", "customer_group"),
    ]

    /// On which line each company stands.
    private var lines: [ID<Company>: Int] = [:]

    init() {}

    mutating func read(_ record: ImportRecord, _ report: inout ImportReport) -> CompanyRow? {
        let line = record.line
        var id: ID<Company>?
        if let text = record.text("company_id") {
            id = ID<Company>(text)
            if id == nil {
                report.error(line, "company_id", "company_id", "'\(text.prefix(40))' is no id.")
            }
        }
        let code = record.name("code", limit: 64, &report)
        let name = record.name("name", &report)
        let group = record.name("group", &report)
        if id == nil, code == nil, !report.isBad(line) {
            report.error(
                line, "company_id", "company_missing", "The row has neither an id nor a number.")
        }
        if report.isBad(line) { return nil }
        return CompanyRow(
            line: line, id: id, code: code, name: name,
            group: group ?? (record.has("group") ? "" : nil))
    }

    mutating func check(
        _ rows: [CompanyRow], _ effect: borrowing Effect, _ context: Context<Member>,
        _ report: inout ImportReport
    ) async throws(Problem) -> [CompanyRow] {
        var trip = Trip()
        let found = trip.add(
            CompanyFileStatements.known, context.caller.organization, rows.compactMap(\.id),
            rows.compactMap(\.code))
        try await effect.send(trip)
        let byID = Dictionary(found.rows.map { ($0.id, $0) }) { first, _ in first }
        let byCode = Dictionary(found.rows.map { ($0.code ?? "", $0) }) { first, _ in first }
        var good: [CompanyRow] = []
        for var row in rows {
            let holder = row.code.flatMap { byCode[$0] }
            guard let known = row.id.map({ byID[$0] }) ?? holder else {
                report.error(
                    row.line, row.id == nil ? "code" : "company_id", "company_unknown",
                    "There is no such company; a buyer asks to trade first.")
                continue
            }
            if let holder, holder.id != known.id {
                report.error(
                    row.line, "code", "code_taken",
                    "The number \(row.code ?? "") is that of '\(holder.name)'.")
                continue
            }
            if let first = lines[known.id], first != row.line {
                report.error(
                    row.line, "company_id", "company_repeated",
                    "The company stands on line \(first) already.")
                continue
            }
            lines[known.id] = row.line
            row.known = known
            good.append(row)
        }
        return good
    }

    mutating func rewind() { lines = [:] }

    mutating func write(
        _ rows: [CompanyRow], _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> [ImportOutcome] {
        let organization = context.caller.organization
        var changed: [FiledCompany] = []
        let outcomes = rows.map { row -> ImportOutcome in
            guard let known = row.known else { return .unchanged }
            var next = known
            next.code = row.code ?? known.code
            if let name = row.name, name != known.name.collapsed { next.name = name }
            if let group = row.group, group != known.group?.collapsed ?? "" {
                next.group = group.isEmpty ? nil : group
            }
            if next == known { return .unchanged }
            changed.append(next)
            return .updated
        }
        guard !changed.isEmpty else { return outcomes }
        let groups = Set(changed.compactMap(\.group)).sorted()
        var trip = Trip()
        trip.add(
            CompanyFileStatements.makeGroups, organization,
            groups.map { _ in .make(at: context.now) }, groups)
        trip.add(
            CompanyFileStatements.change, organization, changed.map(\.id), changed.map(\.name),
            changed.map(\.code), changed.map(\.group))
        for company in changed {
            context.record("company_changed", company.id, of: "company", in: organization, &trip) {
                json in
                json.key("name")
                json.write(company.name)
            }
        }
        try await effect.send(trip)
        return outcomes
    }
}

extension String {
    /// With single spaces, as rows of files have names.
    fileprivate var collapsed: String {
        split { $0.isWhitespace }.joined(separator: " ")
    }
}
