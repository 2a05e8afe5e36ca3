import Bedrock
import Platform
import Postgres
import Wire

/// A buyer as its seller knows it.
struct CompanyView: Output, Sendable {
    let id: ID<Company>
    /// nil while no organization is linked to it.
    let buyer: ID<Organization>?
    var name: String
    var code: String?
    var role: CompanyRole
    var group: ID<CompanyGroup>?
    var state: CompanyState
    var record: CompanyRecord
    /// The company that took its place.
    var linkedTo: ID<Company>?
    let createdAt: Instant
    var version: Int32

    static let example = CompanyView(
        id: .sample(FieldRule()), buyer: .sample(FieldRule()), name: "Corner Store", code: "C-104",
        role: .retailer, group: .sample(FieldRule()), state: .active, record: .example,
        linkedTo: nil, createdAt: .sample(FieldRule()), version: 2)

    static func read(_ row: inout RowReader) throws(RowError) -> CompanyView {
        CompanyView(
            id: try row.read(), buyer: try row.read(), name: try row.read(),
            code: try row.read(), role: try row.readWord("role"), group: try row.read(),
            state: try row.readWord("state"), record: try CompanyRecord.read(&row),
            linkedTo: try row.read(), createdAt: try row.read(),
            version: try row.read())
    }

    /// The moves its state allows; one that has its organization is linked to no other.
    var allowed: [String] {
        buyer == nil ? state.allowed : state.allowed.filter { $0 != "link" }
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The company's id.")
        out("buyer_id", buyer, "The buyer's organization; null while none is linked.")
        out("name", name, "What the seller calls it.")
        out("code", code, "The seller's own number for it.")
        out("role", role, "What kind of business it is; price lists may name it.")
        out("group_id", group, "The group it is in; price lists may name it.")
        out("state", state, "It can order when `active`.")
        record.write(&out)
        out("linked_to", linkedTo, "The company that took its place, once it is `merged`.")
        out("allowed", allowed, "The moves this state allows.")
        out("created_at", createdAt, "When it asked to trade, or was written down.")
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
