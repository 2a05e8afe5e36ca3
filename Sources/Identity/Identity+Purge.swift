package import Bedrock
package import Postgres

extension Identity {
    /// How long sessions and codes are kept after their end, for whoever looks into what happened.
    package static let memory = Duration.seconds(30 * 86_400)

    /// Forgets sessions and codes that ended before a time, a batch of each, unless another server
    /// is at it.
    package static func purge(
        _ trip: inout Trip, before: Instant, atMost limit: Int32
    ) -> (sessions: Reply<Int64>, codes: Reply<Int64>) {
        (
            trip.add(SessionStatements.purge, before, limit),
            trip.add(AccountStatements.purgeCodes, before, limit)
        )
    }
}
