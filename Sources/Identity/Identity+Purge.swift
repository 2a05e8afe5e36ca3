package import Bedrock
package import Postgres

extension Identity {
    /// How long sessions and codes are kept after their end, for whoever looks into what happened.
    package static let memory = Duration.seconds(30 * 86_400)

    /// What of it is old: each kind is forgotten from before a time of its own.
    package struct Ages: Sendable {
        let ended: Instant
        let securityEvents: Instant
        let devices: Instant

        package init(at now: Instant, securityEvents: Duration, devices: Duration) {
            ended = now.advanced(by: .zero - Identity.memory)
            self.securityEvents = now.advanced(by: .zero - securityEvents)
            self.devices = now.advanced(by: .zero - devices)
        }
    }

    /// What is forgotten of accounts, in the order of the counts that `purge` answers.
    package static let purged = ["sessions", "codes", "security_events", "devices"]

    /// Forgets sessions and codes that ended long ago, old security events and devices that nobody
    /// came with again: a batch of each, unless another server is at it.
    package static func purge(
        _ trip: inout Trip, _ ages: Ages, atMost limit: Int32
    ) -> [Reply<Int64>] {
        [
            trip.add(SessionStatements.purge, ages.ended, limit),
            trip.add(AccountStatements.purgeCodes, ages.ended, limit),
            trip.add(SecurityStatements.purgeEvents, ages.securityEvents, limit),
            trip.add(SecurityStatements.purgeDevices, ages.devices, limit),
        ]
    }
}
