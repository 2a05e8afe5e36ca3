public import Bedrock
public import Platform
import Postgres

extension Objects {
    /// How long an upload may take from its first stored byte to its row; a file that waits longer
    /// for either belongs to nobody.
    private static let grace: Duration = .seconds(3_600)
    private static let batch: Int64 = 200

    /// Removes stored files that no row speaks for: of uploads that were cut off before their row
    /// was written, and of what was deleted. Answers how many.
    ///
    /// Any number of servers may do it at once. A file is condemned before it is removed, so that
    /// an upload that is late can't come to a row without bytes.
    public func sweep(_ services: Services, at now: Instant) async throws(Problem) -> Int {
        do throws(StorageError) {
            try await spool.clear(unusedFor: Self.grace)
        } catch {
            throw Problem(error)
        }
        var removed = 0
        while true {
            var trip = Trip()
            let condemned = trip.add(
                ObjectStatements.condemned, now.advanced(by: .zero - Self.grace), now,
                Self.batch)
            try await services.read(trip)
            for key in condemned.rows {
                try await remove(ObjectKey(key), services)
                removed += 1
            }
            if condemned.rows.count < Int(Self.batch) { return removed }
        }
    }
}
