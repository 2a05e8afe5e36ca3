import Bedrock
import Platform
import Postgres
import Wire

/// A part of the business; its members' tokens carry its channel and warehouse.
struct BusinessUnitView: Output, Sendable {
    let id: ID<BusinessUnit>
    var name: String
    var channel: ID<Channel>?
    var warehouse: ID<Warehouse>?
    let createdAt: Instant
    var version: Int32

    static let example = BusinessUnitView(
        id: .sample(FieldRule()), name: "Shop on Main Street", channel: .sample(FieldRule()),
        warehouse: .sample(FieldRule()), createdAt: .sample(FieldRule()), version: 1)

    static func read(_ row: inout RowReader) throws(RowError) -> BusinessUnitView {
        BusinessUnitView(
            id: try row.read(), name: try row.read(), channel: try row.read(),
            warehouse: try row.read(), createdAt: try row.read(), version: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The unit's id.")
        out("name", name, "Its name, unique in the organization.")
        out("channel_id", channel, "Where its members sell; null for the organization's first.")
        out("warehouse_id", warehouse, "Where from; null for the channel's.")
        out("created_at", createdAt, "When it was made.")
        out("version", version, "Grows with every change; the ETag.")
    }
}
