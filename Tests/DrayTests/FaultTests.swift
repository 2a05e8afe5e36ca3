import Glibc
import HTTP
import RawHTTP
import Testing
import Wire

@Suite("What was answered is kept, whatever is killed", .serialized)
struct FaultTests {
    /// A request that makes something, with the key it keeps through all repetitions.
    private struct Wish: Sendable {
        let path: String
        let body: String
        let key: String

        func send(_ client: Client, _ person: Person) async throws -> Answer {
            try await client.send(.post, path, json: body, token: person.token, key: key)
        }
    }

    /// Drafts to place and drafts to make, mixed.
    private func wishes(_ buyer: Buyer, _ count: Int) async throws -> [Wish] {
        let drafts = try await concurrently(count) { _ in
            try await buyer.draft([(0, "bottle", 1), (1, "bottle", 2)]).text("id")
        }
        return drafts.flatMap { draft in
            [
                Wish(path: "/v1/draft-orders/\(draft)/place", body: "", key: "place-\(draft)"),
                Wish(
                    path: "/v1/draft-orders", body: buyer.draftBody([(0, "bottle", 1)]),
                    key: "make-\(draft)"),
            ]
        }
    }

    /// Everything was done once: orders, drafts, events and stock agree.
    private func check(_ buyer: Buyer, placed: Int, made: Int) throws {
        let seller = buyer.seller
        func count(_ sql: String) throws -> Int {
            let rows = try seller.server.query(
                sql, [try uuid(of: seller.id)], in: seller.id)
            return rows[0][0].flatMap { Int($0) } ?? -1
        }
        let orders = try count("select count(*) from orders.orders where organization_id = $1")
        #expect(orders == placed)
        #expect(
            try count(
                """
                select count(distinct draft_order_id) from orders.orders
                where organization_id = $1
                """) == placed)
        #expect(
            try count("select count(*) from orders.draft_orders where organization_id = $1")
                == placed + made)
        #expect(
            try count(
                """
                select count(*) from platform.events
                where organization_id = $1 and type = 'order_placed'
                """) == placed)
        #expect(
            try count(
                """
                select sum(allocated) from inventory.stock_levels where organization_id = $1
                """) == placed * 3)
        #expect(
            try count(
                """
                select sum(allocated_delta) from inventory.stock_movements
                where organization_id = $1
                """) == placed * 3)
    }

    @Test("kill -9 under load: nothing that was answered is lost, nothing asked again is doubled")
    func killed() async throws {
        let host = try await TestServer()
        let buyer = try await Buyer.make(of: try await Seller.make(on: host))
        let wishes = try await wishes(buyer, 60)
        let first = try ServerProcess(database: host.address)
        let counter = Counter()
        // Eight clients, each asking one thing after the other.
        let rounds = try await concurrently(8) { start -> [Int: Answer] in
            var answers: [Int: Answer] = [:]
            for place in stride(from: start, to: wishes.count, by: 8) {
                let answer = try? await wishes[place].send(first.client, buyer.person)
                guard let answer else { continue }
                answers[place] = answer
                if await counter.next() == 40 { first.killAtOnce() }
            }
            return answers
        }
        let answers = wishes.indices.map { rounds[$0 % 8][$0] }
        #expect(answers.contains { $0 == nil }, "all were answered before the kill")
        let second = try ServerProcess(database: host.address)
        for (wish, answer) in zip(wishes, answers) {
            let again = try await wish.send(second.client, buyer.person).expect(201)
            guard let answer else { continue }
            answer.expect(201)
            #expect(again.body == answer.body)
        }
        try check(buyer, placed: 60, made: 60)
        #expect(second.end() == 0)
        await host.stop()
    }

    @Test("PostgreSQL's backends killed under load: only 503s, then all goes on")
    func backends() async throws {
        let host = try await TestServer()
        let buyer = try await Buyer.make(of: try await Seller.make(on: host))
        let wishes = try await wishes(buyer, 60)
        let counter = Counter()
        let ending = SessionsEnding(host: host)
        _ = try await concurrently(wishes.count) { place in
            try await insist(on: wishes[place], host, buyer) {
                if await counter.next() % 25 == 0 { try await ending.happen() }
            }
        }
        // Once more at the end: the server hears of it a moment later, and is then ready again.
        try await ending.happen()
        var tries = 0
        while try await host.client.send(.get, "/readyz").status != 200, tries < 10_000 {
            tries += 1
        }
        #expect(tries < 10_000, "it doesn't recover")
        try await insist(on: wishes[0], host, buyer) {}
        try check(buyer, placed: 60, made: 60)
        await host.stop()
    }

    /// Asks until it is done; what isn't done is refused as it must be.
    private func insist(
        on wish: Wish, _ host: TestServer, _ buyer: Buyer,
        afterEach: @Sendable () async throws -> Void
    ) async throws {
        var refused = 0
        while true {
            let answer = try await wish.send(host.client, buyer.person)
            try await afterEach()
            if answer.status == 201 { return }
            if answer.problem != "idempotency-key-in-flight" { answer.expect(503) }
            refused += 1
            guard refused < 1_000, await host.isReady() else {
                throw TestFailure("it doesn't recover: \(answer.bodyText)")
            }
        }
    }

    @Test("PostgreSQL killed and started again under load: 503 meanwhile, then all goes on")
    func restarted() async throws {
        let cluster = try OwnCluster()
        defer { try? cluster.remove() }
        let host = try await TestServer(on: cluster)
        let buyer = try await Buyer.make(of: try await Seller.make(on: host))
        let wishes = try await wishes(buyer, 30)
        let counter = Counter()
        _ = try await concurrently(8) { start in
            for place in stride(from: start, to: wishes.count, by: 8) {
                try await insist(on: wishes[place], host, buyer) {
                    if await counter.next() == 20 { try await crash(cluster, host, buyer) }
                }
            }
        }
        #expect(await host.isReady())
        try check(buyer, placed: 30, made: 30)
        await host.stop()
    }

    /// Kills PostgreSQL, sees that the server says so, and starts it again.
    private func crash(_ cluster: OwnCluster, _ host: TestServer, _ buyer: Buyer) async throws {
        try cluster.kill()
        var tries = 0
        while try await host.client.send(.get, "/readyz").status != 503, tries < 10_000 {
            tries += 1
        }
        try await host.client.send(.get, "/readyz").expect(503)
        try await host.client.send(.get, "/healthz").expect(200)
        try await host.client.send(.get, "/v1/hello").expect(200)
        try await buyer.person.get("/v1/orders").expect(503, "unavailable")
        try cluster.start()
    }

    @Test("5,000 idle connections, and as many half-sent heads as there are, keep nobody waiting")
    func idle() async throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let count = min(5_000, Int(limit.rlim_cur) - 1_000)
        let host = try await TestServer()
        let process = try ServerProcess(database: host.address)
        var idle: [RawClient] = []
        for number in 0..<count {
            let client = try RawClient(port: process.client.port)
            if number % 10 == 0 { client.send("GET /v1/hello HTTP/1.1\r\nHost: ") }
            idle.append(client)
        }
        for _ in 0..<20 { try await process.client.send(.get, "/v1/hello").expect(200) }
        let figures = try await process.client.send(.get, "/metrics").expect(200)
        let open = String(decoding: figures.body, as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix("dray_http_connections_open ") }?.split(separator: " ").last
        #expect(open.flatMap { Double($0) } ?? 0 >= Double(count))
        idle[0].send("dray\r\n\r\n")
        #expect(try idle[0].answer().status == 200)
        idle = []
        #expect(process.end() == 0)
        await host.stop()
    }

    @Test("a server that is told to end finishes what it accepted, and exits with 0")
    func ending() async throws {
        let host = try await TestServer()
        let buyer = try await Buyer.make(of: try await Seller.make(on: host))
        let process = try ServerProcess(database: host.address)
        let answers = try await concurrently(20) { place -> Int in
            if place == 10 { return Int(process.end() ?? -1) }
            let body = buyer.draftBody([(0, "bottle", 1)])
            let wish = Wish(path: "/v1/draft-orders", body: body, key: "end-\(place)")
            return (try? await wish.send(process.client, buyer.person).status) ?? 0
        }
        #expect(answers[10] == 0)
        let made = answers.enumerated().filter { $0.offset != 10 && $0.element == 201 }.count
        let rows = try host.query(
            "select count(*) from orders.draft_orders where organization_id = $1",
            [try uuid(of: buyer.seller.id)], in: buyer.seller.id)
        #expect(rows[0][0] == String(made))
        await host.stop()
    }
}

/// Ends every session of a server's database, one after the other: two at once would end their own.
private actor SessionsEnding {
    let host: TestServer

    init(host: TestServer) { self.host = host }

    func happen() throws {
        _ = try host.query(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """)
    }
}

/// Counts what many do.
actor Counter {
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}
