import HTTP
import Postgres
import Synchronization
import Testing
import Wire

// What ends a token ends it at the commit: requests that are sent after it leave no trace. Writers
// run all the while; the commit is the barrier, and SQL says what came after it.
@Suite("After a revocation commits, no later request has an effect", .serialized)
struct RevocationTests {
    /// What one writer saw.
    private struct Outcome: Sendable {
        var made = 0
        var refusals: [Int] = []
        var firstRefusal: ContinuousClock.Instant?
        /// Names that were sent after the commit.
        var late: [String] = []
    }

    /// Brands made by writers until each is refused three times.
    private func write(
        _ trader: Trader, token: String, _ ended: Barrier,
        _ writer: Int
    ) async throws -> Outcome {
        var outcome = Outcome()
        var number = 0
        while outcome.refusals.count < 3 {
            number += 1
            let name = "w\(writer)-\(number)"
            let isLate = ended.instant != nil
            if isLate { outcome.late.append(name) }
            let answer = try await trader.server.client.send(
                .post, "/v1/brands", json: #"{"name":"\#(name)"}"#, token: token)
            if answer.status == 201 {
                outcome.made += 1
                ended.made()
            } else {
                outcome.firstRefusal = outcome.firstRefusal ?? .now
                outcome.refusals.append(answer.status)
            }
        }
        return outcome
    }

    /// Runs writers with a token, ends it in the midst of them, and holds the database against it.
    private func check(
        _ what: String, _ trader: Trader, token: String,
        by end: @escaping @Sendable () async throws -> Void
    ) async throws {
        let ended = Barrier()
        let outcomes = try await withThrowingTaskGroup(of: Outcome.self) { group in
            for writer in 0..<12 {
                group.addTask { try await write(trader, token: token, ended, writer) }
            }
            group.addTask {
                await ended.writersAtWork()
                try await end()
                ended.pass()
                return Outcome()
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let made = outcomes.reduce(0) { $0 + $1.made }
        #expect(made > 60)
        for status in outcomes.flatMap(\.refusals) { #expect(status == 401 || status == 403) }
        let late = outcomes.flatMap(\.late)
        #expect(late.count >= 12)
        let rows = try trader.server.query(
            "select name from catalog.brands where organization_id = $1",
            [try uuid(of: trader.id)], in: trader.id)
        let kept = Set(rows.compactMap { $0[0] })
        #expect(kept.intersection(late).isEmpty, "\(what)")
        #expect(kept.count == made)
        guard let instant = ended.instant else { return }
        let refused = outcomes.compactMap(\.firstRefusal).map { $0 - instant }
        print("revocation: \(what): the last writer refused after \(refused.max() ?? .zero)")
    }

    @Test("signing out ends the session's writes")
    func signOut() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        try await check("sign-out", trader, token: trader.person.token) {
            try await trader.person.delete("/v1/sessions/current").expect(204)
        }
    }

    @Test("signing out everywhere, from another device, ends this one's writes")
    func everywhere() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let other = try await trader.person.again()
        try await check("sign-out everywhere", trader, token: trader.person.token) {
            try await other.delete("/v1/sessions").expect(204)
        }
    }

    @Test("revoking a session from another device ends its writes")
    func revoked() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let other = try await trader.person.again()
        try await check("revoked session", trader, token: trader.person.token) {
            try await other.delete("/v1/sessions/\(trader.person.session)").expect(204)
        }
    }

    @Test("removing an API key ends its writes")
    func key() async throws {
        let trader = try await Trader.make("wholesaler")
        let key = try await trader.post(
            "/v1/api-keys", #"{"name":"Till","privileges":["catalog.write"]}"#
        ).expect(201)
        let id = try key.text("id")
        try await check("removed API key", trader, token: try key.text("secret")) {
            try await trader.person.delete("/v1/api-keys/\(id)").expect(204)
        }
    }

    @Test("a refresh token used again ends the writes of its family")
    func reuse() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        var other = try await trader.person.again()
        let stolen = other.refreshToken
        try await other.renew()
        try await other.renew()
        try await check("reuse of a refresh token", trader, token: other.token) {
            try await trader.server.client.send(
                .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(stolen)"}"#
            ).expect(401, "refresh-token-reused")
        }
    }

    @Test(
        "a ban, a change of roles and a disabled organization end the writes",
        arguments: [
            (
                "ban of the account",
                """
                update identity.accounts set banned_at = now(), epoch = epoch + 1
                where id = $2 and $1::uuid is not null
                """
            ),
            (
                "ban of the member",
                """
                select permissions.grant_by_system($1, gen_random_uuid(), $2, 'banned', now(), null,
                    null, now())
                """
            ),
            (
                "change of roles",
                "select permissions.revoke_by_system($1, $2, 'applicant')"
            ),
            (
                "disabled organization",
                """
                update organizations.organizations set state = 'disabled', epoch = epoch + 1
                where organization_id = $1 and $2::uuid is not null
                """
            ),
        ])
    func changes(what: String, sql: String) async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let parameters = [try uuid(of: trader.id), try uuid(of: trader.person.account)]
        try await check(what, trader, token: trader.person.token) {
            _ = try trader.server.query(sql, parameters, in: trader.id)
        }
    }
}

/// Waits until writers are well at work, and says since when they should be refused.
private final class Barrier: Sendable {
    private struct State {
        var made = 0
        var waiting: CheckedContinuation<Void, Never>?
        var instant: ContinuousClock.Instant?
    }

    private static let enough = 60
    private let state = Mutex(State())

    var instant: ContinuousClock.Instant? { state.withLock { $0.instant } }

    func pass() { state.withLock { $0.instant = .now } }

    func made() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.made += 1
            guard state.made >= Self.enough else { return nil }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    func writersAtWork() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isEnough = state.withLock { state in
                if state.made < Self.enough { state.waiting = continuation }
                return state.made >= Self.enough
            }
            if isEnough { continuation.resume() }
        }
    }
}
