import Bedrock
import Cryptography
import Loop
import Postgres

/// Verifies API keys for one loop, and counts what they are used for.
///
/// A verified key is held for five seconds; in that time its epoch is asked for in every
/// transaction as ever. Uses are written together every few seconds, so that a request by key
/// costs no write.
final class ApiKeyDesk: @unchecked Sendable {
    // Unchecked: a desk is used on its own loop only.

    /// How long a verified key is held.
    static let holding: Int64 = 5
    /// Between two writings of uses.
    private static let pause: Duration = .seconds(5)
    /// Keys whose uses wait to be written; with more the writing comes at once.
    private static let limit = 1024

    private struct Use {
        var count: Int64
        var at: Instant
        var origin: String
    }

    private let services: Services
    private let catalog: PrivilegeCatalog
    private var uses: [ID<ApiKey>: Use] = [:]
    private var timer: Loop.Timer?

    init(_ services: Services, _ catalog: PrivilegeCatalog) {
        self.services = services
        self.catalog = catalog
    }

    /// The caller that a key makes, and until when it may be held, in seconds since 1970; throws
    /// where the key is not a valid one.
    func verify(
        _ key: ApiKeyText, at now: Instant
    ) async throws(Problem) -> (caller: Caller, until: Int64) {
        var trip = Trip()
        let found = trip.add(ApiKeyStatements.find, key.prefix, now)
        let holdings = trip.add(ApiKeyStatements.holding, key.prefix, now)
        try await services.read(trip)
        // The same time for a prefix that nobody has and a secret that is wrong.
        let hash = key.hash
        guard let record = found.first, let holding = holdings.first,
            ConstantTime.equal(hash, record.secretHash)
        else { throw Problem(.keyInvalid) }
        let ends = [record.expiresAt, holding.until].compactMap { $0?.seconds }
        let until = ends.reduce(now.seconds + ApiKeyDesk.holding, min)
        return (record.caller(holding, catalog), until)
    }

    /// Counts a request by a key.
    func count(_ key: ID<ApiKey>, from address: IPAddress?, at now: Instant) {
        let origin = address?.text ?? ""
        uses[key, default: Use(count: 0, at: now, origin: origin)].count += 1
        uses[key]?.at = now
        uses[key]?.origin = origin
        if uses.count >= ApiKeyDesk.limit {
            timer?.cancel()
            begin()
        } else if timer == nil {
            timer = services.loop.schedule(after: ApiKeyDesk.pause) { [unowned self] in begin() }
        }
    }

    private func begin() {
        timer = nil
        services.loop.run { [self] in await write() }
    }

    /// Writes what was counted since the last time; what can't be written waits for the next.
    func write() async {
        guard !uses.isEmpty else { return }
        let written = uses
        uses = [:]
        var trip = Trip()
        trip.add(
            ApiKeyStatements.countUses, Array(written.keys), written.values.map(\.count),
            written.values.map(\.at), written.values.map(\.origin))
        do throws(DatabaseError) {
            try await services.pool.send(trip)
        } catch {
            // Not asked again where it may have been done: a use too few is better than many twice.
            guard case .lost = error else { return keep(written) }
        }
    }

    private func keep(_ written: [ID<ApiKey>: Use]) {
        for (key, use) in written {
            guard uses[key] != nil || uses.count < ApiKeyDesk.limit else { continue }
            uses[key, default: Use(count: 0, at: use.at, origin: use.origin)].count += use.count
        }
        if timer == nil {
            timer = services.loop.schedule(after: ApiKeyDesk.pause) { [unowned self] in begin() }
        }
    }
}
