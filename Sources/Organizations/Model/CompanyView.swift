import Bedrock
import Platform
import Postgres
import Wire

/// A buyer as its seller knows it.
struct CompanyView: Output, Sendable {
    let id: ID<Company>
    let buyer: ID<Organization>
    var name: String
    var code: String?
    let role: String
    var group: ID<CompanyGroup>?
    var state: CompanyState
    let createdAt: Instant
    var version: Int32

    static let example = CompanyView(
        id: .sample(FieldRule()), buyer: .sample(FieldRule()), name: "Corner Store", code: "C-104",
        role: "retailer", group: .sample(FieldRule()), state: .active,
        createdAt: .sample(FieldRule()), version: 2)

    static func read(_ row: inout RowReader) throws(RowError) -> CompanyView {
        CompanyView(
            id: try row.read(), buyer: try row.read(), name: try row.read(),
            code: try row.read(), role: try row.read(), group: try row.read(),
            state: try row.readWord("state"), createdAt: try row.read(),
            version: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The company's id.")
        out("buyer_id", buyer, "The buyer's organization.")
        out("name", name, "What the seller calls it.")
        out("code", code, "The seller's own number for it.")
        out("role", role, "What kind of business it is; price lists may name it.")
        out("group_id", group, "The group it is in; price lists may name it.")
        out("state", state, "It can order when `active`.")
        out("allowed", state.allowed, "The moves this state allows.")
        out("created_at", createdAt, "When it asked to trade.")
        out("version", version, "Grows with every change; the ETag.")
    }
}

/// A set of companies that prices may name.
struct CompanyGroupView: Output, Sendable {
    let id: ID<CompanyGroup>
    let name: String

    static let example = CompanyGroupView(id: .sample(FieldRule()), name: "Independent stores")

    static func read(_ row: inout RowReader) throws(RowError) -> CompanyGroupView {
        CompanyGroupView(id: try row.read(), name: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The group's id.")
        out("name", name, "Its name, unique in the organization.")
    }
}
