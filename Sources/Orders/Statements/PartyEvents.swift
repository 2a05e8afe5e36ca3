import Bedrock
import Platform
import Postgres

/// Events of a draft in its seller's ledger, written by whichever party acted.
enum PartyEvents {
    static let record = Statement<
        Void, ID<Organization>, ID<Event>, String, ID<DraftOrder>, ID<Account>, String, Instant
    >("select orders.record_draft_event($1, $2, $3, $4, $5, $6, $7)")
}
