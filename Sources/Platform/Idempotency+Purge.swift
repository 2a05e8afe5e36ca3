package import Bedrock
package import Postgres

extension Idempotency {
    static let purge = Statement<Int64, Instant, Int32>(
        "select platform.purge_keys($1, $2)"
    ) { row throws(RowError) in try row.read() }

    /// Forgets keys from before a time, a batch of them, unless another server is at it.
    package static func purge(
        _ trip: inout Trip, before: Instant, atMost limit: Int32
    ) -> Reply<Int64> {
        trip.add(purge, before, limit)
    }
}
