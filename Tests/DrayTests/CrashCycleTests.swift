import Glibc
import HTTP
import Testing
import Wire

// DRAY_CRASH_CYCLES says how often, DRAY_CRASH_SEED repeats a run's choices.
@Suite("Killed again and again under load, nothing is lost and nothing doubled", .serialized)
struct CrashCycleTests {
    /// A buyer's clerk who makes drafts and places them, and asks until each is answered.
    private struct Clerk: Sendable {
        let number: Int
        /// What was asked last and not answered yet, or nothing.
        var asked: (path: String, body: String, key: String)?
        var drafts: [String] = []
        var orders: [String] = []
        var requests = 0
        var repeated = 0

        var isDone: Bool { asked == nil && drafts.count == orders.count }

        /// Makes a draft or places the one it made; false when that wasn't answered.
        @discardableResult
        mutating func step(_ client: Client, _ buyer: Buyer, token: String) async -> Bool {
            if asked != nil { repeated += 1 }
            let wish = asked ?? next(buyer)
            asked = wish
            requests += 1
            let answer = try? await client.send(
                .post, wish.path, json: wish.body, token: token, key: wish.key)
            guard let answer, answer.status != 503,
                answer.problem != "idempotency-key-in-flight"
            else { return false }
            asked = nil
            guard answer.status == 201, let id = try? answer.text("id") else {
                Issue.record("\(wish.path): \(answer.status) \(answer.bodyText)")
                return false
            }
            if wish.body.isEmpty { orders.append(id) } else { drafts.append(id) }
            return true
        }

        private func next(_ buyer: Buyer) -> (path: String, body: String, key: String) {
            if drafts.count > orders.count, let draft = drafts.last {
                return ("/v1/draft-orders/\(draft)/place", "", "place-\(draft)")
            }
            let lines = [(place: 0, unit: "bottle", quantity: 1), (1, "bottle", 2)]
            return (
                "/v1/draft-orders", buyer.draftBody(lines), "make-\(number)-\(drafts.count)"
            )
        }
    }

    @Test("kill -9 of the server and of PostgreSQL at random moments")
    func cycles() async throws {
        let cycles = getenv("DRAY_CRASH_CYCLES").flatMap { Int(String(cString: $0)) } ?? 4
        let seed = getenv("DRAY_CRASH_SEED").flatMap { UInt64(String(cString: $0)) }
            ?? UInt64.random(in: 1...999_999)
        print("crash cycles: \(cycles), seed \(seed)")
        var random = SeededRandom(seed: seed)
        let cluster = try OwnCluster()
        defer { try? cluster.remove() }
        let host = try await TestServer(on: cluster)
        let buyer = try await Buyer.make(of: try await Seller.make(on: host, stock: 100_000_000))
        await host.stop()
        var clerks = (0..<6).map { Clerk(number: $0) }
        var kills = (server: 0, postgres: 0)
        for _ in 0..<cycles {
            let server = try ServerProcess(database: host.address)
            let kind = Int.random(in: 0..<10, using: &random)
            let moment = Int.random(in: 1...150, using: &random)
            clerks = try await load(clerks, server.client, buyer) {
                try await Task.sleep(for: .milliseconds(moment))
                if kind >= 6 { try cluster.kill() }
                server.killAtOnce()
                if kind >= 6 { try cluster.start() }
            }
            kills = (kills.server + 1, kills.postgres + (kind >= 6 ? 1 : 0))
        }
        let last = try ServerProcess(database: host.address)
        clerks = try await load(clerks, last.client, buyer, untilDone: true) {}
        #expect(last.end() == 0)
        print(
            "crash cycles: server killed \(kills.server) times, PostgreSQL \(kills.postgres); "
                + "\(clerks.reduce(0) { $0 + $1.requests }) requests, "
                + "\(clerks.reduce(0) { $0 + $1.repeated }) of them asked again, "
                + "\(clerks.reduce(0) { $0 + $1.orders.count }) orders")
        try check(host, buyer, clerks)
    }

    /// Lets the clerks work, each until a request isn't answered, while `end` happens; or until
    /// each has placed what it drafted.
    private func load(
        _ clerks: [Clerk], _ client: Client, _ buyer: Buyer, untilDone: Bool = false,
        end: @escaping () async throws -> Void
    ) async throws -> [Clerk] {
        let person = try await Person.signIn(
            client, email: buyer.person.email, password: buyer.person.password)
        let token = person.token
        async let worked = concurrently(clerks.count) { place in
            var clerk = clerks[place]
            if untilDone {
                while !clerk.isDone { await clerk.step(client, buyer, token: token) }
            } else {
                while await clerk.step(client, buyer, token: token) {}
            }
            return clerk
        }
        try await end()
        return try await worked
    }

    /// Every answer is a row, every row was answered, and stock and ledger say the same.
    private func check(_ host: TestServer, _ buyer: Buyer, _ clerks: [Clerk]) throws {
        let seller = buyer.seller.id
        func rows(_ sql: String) throws -> [[String?]] {
            try host.query(sql, [try uuid(of: seller)], in: seller)
        }
        let drafts = Set(try clerks.flatMap(\.drafts).map { try uuid(of: $0) })
        let orders = Set(try clerks.flatMap(\.orders).map { try uuid(of: $0) })
        #expect(drafts.count == clerks.reduce(0) { $0 + $1.drafts.count })
        let kept = try rows("select id from orders.orders where organization_id = $1")
        #expect(Set(kept.compactMap { $0[0] }) == orders && kept.count == orders.count)
        let made = try rows("select id from orders.draft_orders where organization_id = $1")
        #expect(Set(made.compactMap { $0[0] }) == drafts && made.count == drafts.count)
        let events = try rows(
            """
            select aggregateid from platform.events
            where organization_id = $1 and type = 'order_placed'
            """)
        #expect(Set(events.compactMap { $0[0] }) == orders && events.count == orders.count)
        let levels = try rows(
            """
            select s.variant_id from inventory.stock_levels s cross join lateral (
                select sum(m.on_hand_delta) as on_hand, sum(m.allocated_delta) as allocated
                from inventory.stock_movements m
                where m.organization_id = s.organization_id and m.variant_id = s.variant_id) m
            where s.organization_id = $1
                and (s.on_hand, s.allocated) is distinct from (m.on_hand, m.allocated)
            """)
        #expect(levels.isEmpty)
        let allocated = try rows(
            "select sum(allocated) from inventory.stock_levels where organization_id = $1")
        #expect(allocated[0][0] == "\(orders.count * 3)")
    }
}
