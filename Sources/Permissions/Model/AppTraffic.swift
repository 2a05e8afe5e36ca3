import Bedrock
public import Loop
public import Platform
public import Postgres
import Wire

/// Counts the use of apps on one loop, in memory; writes it every few seconds in one statement.
///
/// No request waits for it or writes a row of its own. A server that is killed loses what it
/// counted since it last wrote; one that ends in order writes it first.
public final class AppTraffic: @unchecked Sendable {
    // Unchecked: used on its own loop only.
    private struct Place: Hashable {
        let organization: ID<Organization>
        let app: ID<App>
        /// Days since 1970.
        let day: Int64
    }

    private struct Visit: Hashable {
        let place: Place
        let account: ID<Account>
    }

    private struct Count {
        var requests: Int64 = 0
        var errors: Int64 = 0
        var accounts: [ID<Account>] = []
    }

    /// Apps and days counted at once; beyond it nothing more is, until it was written.
    private static let placeLimit = 10_000
    /// Visits known to be written already; beyond it all are written anew.
    private static let visitLimit = 100_000

    private let loop: EventLoop
    private let pool: Pool
    private let interval: Duration
    private var counts: [Place: Count] = [:]
    private var visits: Set<Visit> = []
    private var isStopped = false

    /// Counts nothing until `note` is called, writes nothing until `start` or `flush` is.
    public init(loop: EventLoop, pool: Pool, interval: Duration) {
        self.loop = loop
        self.pool = pool
        self.interval = interval
    }

    /// Counts an answered request, if its token is of an app.
    public func note(_ observation: Observation) {
        guard let caller = observation.caller, let organization = caller.organization,
            let app = caller.app, let account = caller.account
        else { return }
        let seconds = observation.started.seconds
        let place = Place(
            organization: organization, app: app,
            day: (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400)
        guard counts[place] != nil || counts.count < AppTraffic.placeLimit else { return }
        counts[place, default: Count()].requests += 1
        if observation.status >= 400 { counts[place]!.errors += 1 }
        if visits.insert(Visit(place: place, account: account)).inserted {
            counts[place]!.accounts.append(account)
        }
    }

    /// Writes every interval from now on; to be called on the loop.
    public func start() {
        guard !isStopped else { return }
        _ = loop.schedule(after: interval) { [weak self] in
            guard let self else { return }
            _ = self.loop.run {
                await self.flush()
                self.start()
            }
        }
    }

    /// Writes what is left, and nothing any more; to be called on the loop.
    public func stop() async {
        isStopped = true
        await flush()
    }

    /// Writes what was counted. It is kept for the next time while the database can't be reached,
    /// and dropped where it isn't known whether it was written.
    public func flush() async {
        guard !counts.isEmpty else { return }
        let written = counts
        counts = [:]
        if visits.count > AppTraffic.visitLimit { visits = [] }
        var trip = Trip()
        trip.add(StatisticsStatements.count, JSONText(AppTraffic.json(written)))
        do throws(DatabaseError) {
            try await pool.send(trip, deadline: nil, retryable: false)
        } catch .unavailable, .exhausted {
            for (place, count) in written {
                counts[place, default: Count()].requests += count.requests
                counts[place]!.errors += count.errors
                counts[place]!.accounts += count.accounts
            }
        } catch {
            visits = []
        }
    }

    private static func json(_ counts: [Place: Count]) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginArray()
        for (place, count) in counts {
            json.beginObject()
            json.key("organization_id")
            json.write(place.organization.uuid.text)
            json.key("app_id")
            json.write(place.app.uuid.text)
            json.key("day")
            let day = Instant(microseconds: place.day * 86_400_000_000)
            json.write(String(day.rfc3339.prefix(10)))
            json.key("requests")
            json.write(count.requests)
            json.key("errors")
            json.write(count.errors)
            json.key("accounts")
            json.beginArray()
            for account in count.accounts { json.write(account.uuid.text) }
            json.endArray()
            json.endObject()
        }
        json.endArray()
        return json.bytes
    }
}
