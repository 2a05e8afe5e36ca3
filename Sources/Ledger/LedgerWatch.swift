import Bedrock
import Loop
import Platform
import Postgres

/// What the event streams of one loop have in common: who asks the database for news of an
/// organization, so that a hundred streams cost what one does.
public final class LedgerWatch: @unchecked Sendable {
    // Unchecked: used on its loop only.

    private struct Head {
        var position: Int64
        var askedAt: UInt64 = 0
        var isAsking = false
        var streams: [ObjectIdentifier: EventStream] = [:]
    }

    private var heads: [ID<Organization>: Head] = [:]

    public init() {}

    /// How many streams an organization has on this loop.
    func count(of organization: ID<Organization>) -> Int {
        heads[organization]?.streams.count ?? 0
    }

    func join(_ stream: EventStream, of organization: ID<Organization>, at position: Int64) {
        heads[organization, default: Head(position: position)]
            .streams[ObjectIdentifier(stream)] = stream
    }

    func leave(_ stream: EventStream, of organization: ID<Organization>) {
        heads[organization]?.streams[ObjectIdentifier(stream)] = nil
        if heads[organization]?.streams.isEmpty == true { heads[organization] = nil }
    }

    /// The last position of a ledger. It is asked for where nobody did so a moment ago, and whoever
    /// hears of news wakes the other streams.
    func position(
        of organization: ID<Organization>, _ services: Services
    ) async throws(Problem) -> Int64 {
        guard let head = heads[organization] else { return 0 }
        let now = Monotonic.nanoseconds
        guard !head.isAsking, now &- head.askedAt >= LedgerLimits.pause.clampedNanoseconds else {
            return head.position
        }
        heads[organization]?.isAsking = true
        heads[organization]?.askedAt = now
        defer { heads[organization]?.isAsking = false }
        var trip = Trip.asSystem(of: organization)
        let last = trip.add(EventStatements.number)
        try await services.read(trip)
        let position = max(head.position, last.first ?? 0)
        if position > heads[organization]?.position ?? position {
            heads[organization]?.position = position
            for stream in heads[organization]?.streams.values ?? [:].values { stream.wake() }
        }
        return position
    }
}

/// The limits of the context.
enum LedgerLimits {
    /// How long news of a ledger may take until they are seen.
    static let pause: Duration = .milliseconds(500)
    /// Events that a stream reads at once.
    static let page: Int64 = 200
    /// Streams of one organization on one loop.
    static let streams = 100
    /// How long one reading of a stream may take.
    static let time: Duration = .seconds(10)
}
