import Bedrock
import Platform
import Postgres
import Wire

/// The caller's organization.
struct OrganizationView: Output, Sendable {
    let id: ID<Organization>
    let name: String
    let businessType: String
    let state: String
    let country: String
    let currency: String
    let timeZone: String
    let createdAt: Instant
    let approvedAt: Instant?

    static let example = OrganizationView(
        id: .sample(FieldRule()), name: "Prairie Wines", businessType: "wholesaler",
        state: "approved", country: "US", currency: "USD", timeZone: "America/Chicago",
        createdAt: .sample(FieldRule()), approvedAt: .sample(FieldRule()))

    static func read(_ row: inout RowReader) throws(RowError) -> OrganizationView {
        OrganizationView(
            id: try row.read(), name: try row.read(), businessType: try row.read(),
            state: try row.read(), country: try row.read(), currency: try row.read(),
            timeZone: try row.read(), createdAt: try row.read(), approvedAt: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The organization's id.")
        out("name", name, "Its name.")
        out("business_type", businessType, "What kind of business it is.")
        out("state", state, "`preparing` until it is approved; it trades when `approved`.")
        out("country", country, "Two letters of ISO 3166.")
        out("currency", currency, "What it trades in.")
        out("time_zone", timeZone, "Its time zone.")
        out("created_at", createdAt, "When it was set up.")
        out("approved_at", approvedAt, "When it was approved.")
    }
}

/// A stock location.
struct WarehouseView: Output, Sendable {
    let id: ID<Warehouse>
    let name: String
    let address: String
    let createdAt: Instant
    let version: Int32

    static let example = WarehouseView(
        id: .sample(FieldRule()), name: "Main warehouse", address: "1200 Grand Avenue",
        createdAt: .sample(FieldRule()), version: 1)

    static func read(_ row: inout RowReader) throws(RowError) -> WarehouseView {
        WarehouseView(
            id: try row.read(), name: try row.read(), address: try row.read(),
            createdAt: try row.read(), version: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The warehouse's id.")
        out("name", name, "Its name, unique in the organization.")
        out("address", address, "Where it is.")
        out("created_at", createdAt, "When it was made.")
        out("version", version, "Grows with every change.")
    }
}
