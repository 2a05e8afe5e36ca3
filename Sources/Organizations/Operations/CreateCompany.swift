import Bedrock
import Platform
import Postgres
import Wire

/// Writes down a customer whose business is not on the platform.
///
/// It is priced and ordered for as any other company, and linked to its organization once that asks
/// to trade.
struct CreateCompany: Command {
    static let route = Route.post("/v1/companies")
    static let summary = "Write down a company that is not on the platform."
    static let access = Access.member(.writeCompanies)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints = ["companies_organization_id_code_key": ProblemKind.conflict]

    let name: String
    let code: String?
    let role: CompanyRole
    let group: ID<CompanyGroup>?
    let record: CompanyRecord

    init(_ fields: inout Fields) {
        name = fields.body("name", "What to call it.", length: 1...200, example: "Bar 42")
        code = fields.optional(
            "code", "One's own number for it; unique.", length: 1...64, format: .code,
            example: "C-104")
        role = fields.body(
            "role", "What kind of buyer it is; price lists may name it.", default: .retailer)
        group = fields.optional("group_id", "The group it is in.")
        record = CompanyRecord(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CompanyView> {
        let own = context.caller.organization
        let new = NewCompany(
            id: .make(at: context.now), buyer: .make(at: context.now), name: name, code: code,
            role: role, group: group, groupName: nil, record: record)
        let view = CompanyView(
            id: new.id, buyer: nil, name: name, code: code, role: role, group: group,
            state: .active, record: record, linkedTo: nil, createdAt: context.now, version: 1)
        return try await context.transaction { effect throws(Problem) in
            if let group { try await context.require(group, effect) }
            var trip = Trip()
            trip.add(CompanyStatements.add, own, NewCompany.json([new]), context.now)
            context.record("company_added", new.id, of: "company", in: own, &trip) { json in
                json.key("name")
                json.write(name)
            }
            try await effect.send(trip)
            return .answer(view).location("/v1/companies/\(new.id)").version(1)
        }
    }
}

/// A company without an organization, on its way into its table.
struct NewCompany: Sendable {
    let id: ID<Company>
    /// Of the organization that stands for it.
    let buyer: ID<Organization>
    let name: String
    let code: String?
    let role: CompanyRole
    var group: ID<CompanyGroup>?
    var groupName: String?
    let record: CompanyRecord

    /// As `organizations.add_companies` takes them.
    static func json(_ companies: [NewCompany]) -> JSONText {
        var json = JSONWriter()
        json.beginArray()
        for company in companies {
            json.beginObject()
            let members: [(String, String?)] = [
                ("id", company.id.uuid.text), ("buyer", company.buyer.uuid.text),
                ("name", company.name),
                ("code", company.code), ("role", company.role.rawValue),
                ("group_id", company.group?.uuid.text), ("group_name", company.groupName),
            ]
            for (name, value) in members {
                guard let value else { continue }
                json.key(name)
                json.write(value)
            }
            company.record.write(&json)
            json.endObject()
        }
        json.endArray()
        return JSONText(json.bytes)
    }
}

extension Context where Scope == Member {
    /// Refuses a group that the organization doesn't have.
    func require(
        _ group: ID<CompanyGroup>, _ effect: borrowing Effect
    ) async throws(Problem) {
        var trip = Trip()
        let found = trip.add(CompanyStatements.group, caller.organization, group)
        try await effect.send(trip)
        guard found.first != nil else {
            throw Problem.invalid("/group_id", "unknown", "There is no such group.")
        }
    }
}
