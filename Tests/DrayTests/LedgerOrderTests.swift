import Bedrock
import Platform
import Postgres
import Testing
import Wire

@Suite("The ledger has an order without gaps")
struct LedgerOrderTests {
    /// Reads on from a position; answers what came, and checks that nothing is missing between.
    private func follow(_ trader: Trader, from position: Int64) async throws -> [JSON] {
        var seen: [JSON] = []
        var last = position
        while true {
            let page = try await trader.get("/v1/events?limit=7&cursor=\(last)").expect(200)
            let items = page["items"]?.items ?? []
            for item in items {
                #expect(item["position"]?.integer == last + 1)
                last += 1
            }
            seen += items
            guard page["next_cursor"]?.text != nil else { return seen }
        }
    }

    @Test("whoever follows it while many write sees each event once, and at once what is his own")
    func following() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for number in 0..<10 {
                        let name = "Brand \(writer)-\(number)"
                        try await trader.post("/v1/brands", #"{"name":"\#(name)"}"#).expect(201)
                        let own = try await trader.get(
                            "/v1/events/summary?type=brand_created&by=type").expect(200)
                        #expect(try own.integer("groups.0.events") > Int64(number))
                    }
                }
            }
            group.addTask {
                var seen: [JSON] = []
                while seen.filter({ $0["type"]?.text == "brand_created" }).count < 40 {
                    try Task.checkCancellation()
                    let last = seen.last?["position"]?.integer ?? 0
                    seen += try await follow(trader, from: last)
                }
                #expect(Set(seen.compactMap { $0["id"]?.text }).count == seen.count)
            }
            try await group.waitForAll()
        }
        let all = try await follow(trader, from: 0)
        let uuid = try LedgerOrderTests.uuid(of: trader)
        let count = try trader.server.query(
            "select count(*) from platform.events where organization_id = $1", [uuid],
            in: trader.id)
        #expect("\(all.count)" == count[0][0])
    }

    @Test("what a slow transaction commits late comes after what was read meanwhile, and comes")
    func late() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let uuid = try LedgerOrderTests.uuid(of: trader)
        let slow = try AdminConnection(ConnectionSettings(trader.server.address))
        try slow.execute(
            """
            begin;
            select set_config('app.organization', '\(uuid)', true);
            insert into platform.events (organization_id, id, type, aggregatetype, aggregateid, at,
                payload)
            values ('\(uuid)', gen_random_uuid(), 'late', 'brand', gen_random_uuid(), now(), '{}')
            """)
        for name in ["One", "Two"] {
            try await trader.post("/v1/brands", #"{"name":"\#(name)"}"#).expect(201)
        }
        let before = try await follow(trader, from: 0)
        #expect(before.suffix(2).map { $0["type"]?.text } == ["brand_created", "brand_created"])
        try slow.execute("commit")
        try await trader.post("/v1/brands", #"{"name":"Three"}"#).expect(201)
        let after = try await follow(trader, from: Int64(before.count))
        #expect(after.map { $0["type"]?.text } == ["late", "brand_created"])
    }

    @Test("a database restored where transactions are counted anew goes on without a gap")
    func restored() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let before = try await follow(trader, from: 0)
        let uuid = try LedgerOrderTests.uuid(of: trader)
        _ = try trader.server.query(
            "update ledger.heads set horizon = '9000000000' where organization_id = $1", [uuid],
            in: trader.id)
        _ = try trader.server.query(
            "update platform.events set xid = '8999999999' where organization_id = $1", [uuid],
            in: trader.id)
        for name in ["One", "Two"] {
            try await trader.post("/v1/brands", #"{"name":"\#(name)"}"#).expect(201)
            _ = try await follow(trader, from: 0)
        }
        let after = try await follow(trader, from: 0)
        #expect(Array(after.prefix(before.count)) == before)
        #expect(after.dropFirst(before.count).map { $0["type"]?.text }
            == ["brand_created", "brand_created"])
    }

    @Test("filters leave out what they name, and the summary counts and sums the same")
    func filters() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let trader = buyer.seller.trader
        var total: Int64 = 0
        for _ in 0..<3 {
            let draft = try await buyer.draft()
            total += try draft.integer("total.amount")
            try await buyer.place(try draft.text("id")).expect(201)
        }
        let all = try await follow(trader, from: 0)
        let order = all.last { $0["type"]?.text == "order_placed" }
        let subject = order?["subject_id"]?.text ?? "none"
        let at = order?["at"]?.text ?? "none"
        func ids(_ filter: String) async throws -> [String?] {
            try await trader.get("/v1/events?\(filter)").expect(200)["items"]?.items?
                .map { $0["id"]?.text } ?? []
        }
        func ids(where matches: (JSON) -> Bool) -> [String?] {
            all.filter(matches).map { $0["id"]?.text }
        }
        #expect(try await ids("type=order_placed") == ids { $0["type"]?.text == "order_placed" })
        #expect(try await ids("subject_id=\(subject)") == [order?["id"]?.text])
        #expect(try await ids("subject_kind=company")
            == ids { $0["subject_kind"]?.text == "company" })
        #expect(try await ids("account_id=\(buyer.person.account)")
            == ids { $0["account_id"]?.text == buyer.person.account })
        #expect(try await ids("from=\(at)&limit=500") == ids { ($0["at"]?.text ?? "") >= at })
        #expect(try await ids("until=\(at)&limit=500") == ids { ($0["at"]?.text ?? "") < at })
        let orders = try await trader.get(
            "/v1/events/summary?type=order_placed&by=day&sum=total_amount").expect(200)
        #expect(try orders.integer("groups.0.events") == 3)
        #expect(try orders.integer("groups.0.sum") == total)
        #expect(try orders.integer("position") == Int64(all.count))
        for grouping in ["type", "subject_kind", "subject", "account", "day"] {
            let groups = try await trader.get("/v1/events/summary?by=\(grouping)&limit=1000")
                .expect(200)["groups"]?.items ?? []
            let counts = groups.compactMap { $0["events"]?.integer }
            #expect(counts.reduce(0, +) == Int64(all.count), "\(grouping)")
            #expect(counts == counts.sorted(by: >), "\(grouping)")
        }
        try await trader.get("/v1/events?subject_id=nonsense").expect(422)
        try await trader.get("/v1/events?cursor=-1").expect(422)
    }

    private static func uuid(of trader: Trader) throws -> String {
        guard let id = ID<Organization>(trader.id) else { throw TestFailure("no id") }
        return id.uuid.text
    }
}
