import Bedrock
import Platform
import Postgres
import Wire

/// Where an offer of ownership stands.
enum OwnershipTransferState: String, FieldEnum {
    case offered, accepted, declined, withdrawn
}

/// An owner's offer of the organization to a member.
struct OwnershipTransferView: Output, Sendable {
    let id: ID<OwnershipTransfer>
    let from: ID<Account>
    let to: ID<Account>
    let state: OwnershipTransferState
    let offeredAt: Instant
    let decidedAt: Instant?

    static let example = OwnershipTransferView(
        id: .sample(FieldRule()), from: .sample(FieldRule()), to: .sample(FieldRule()),
        state: .offered, offeredAt: .sample(FieldRule()), decidedAt: .sample(FieldRule()))

    static func read(_ row: inout RowReader) throws(RowError) -> OwnershipTransferView {
        OwnershipTransferView(
            id: try row.read(), from: try row.read(), to: try row.read(),
            state: try row.readWord("state"), offeredAt: try row.read(),
            decidedAt: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The transfer's id.")
        out("from_account_id", from, "Who offers.")
        out("to_account_id", to, "To whom.")
        out("state", state, "It can be decided while `offered`.")
        out("offered_at", offeredAt, "When it was offered.")
        out("decided_at", decidedAt, "When it was accepted, declined or withdrawn.")
    }
}
