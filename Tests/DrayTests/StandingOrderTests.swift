import Bedrock
import HTTP
@testable import StandingOrders
import Testing
import Wire

/// Serialized: whoever says what time it is says it for every standing order of the server.
@Suite("A standing order is run by its schedule, once each time it is due", .serialized)
struct StandingOrderTests {
    /// Mondays at eight by the clock of Chicago, which changes on the ninth of March 2031.
    private static let mondays = """
        "schedule":{"cadence":"weeks","weekdays":["monday"],"time":"08:00",
        "starts_on":"2031-03-03"}
        """

    private func make(
        _ buyer: Buyer, _ schedule: String = StandingOrderTests.mondays, bottles: Int = 5,
        by person: Person? = nil
    ) async throws -> String {
        let side = person == nil
            ? #""seller_id":"\#(buyer.seller.id)""# : #""company_id":"\#(buyer.company)""#
        let made = try await (person ?? buyer.person).post(
            "/v1/standing-orders",
            """
            {\(side),"reference":"Weekly",\(schedule),
            "lines":[{"sku":"\(buyer.seller.variants[0].sku)","quantity":\(bottles)}]}
            """
        ).expect(201)
        return "/v1/standing-orders/\(try made.text("id"))"
    }

    private func run(_ buyer: Buyer, at time: String) async throws {
        let instant = try #require(Instant(rfc3339: time))
        _ = try await buyer.seller.server.runStandingOrders(at: instant)
    }

    @Test("weekly by the seller's clock, over a change of it; the order has that day's prices")
    func weekly() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let path = try await make(buyer)
        let read = try await buyer.person.get(path).expect(200)
        #expect(try read.text("next_due_at") == "2031-03-03T14:00:00Z")
        try await run(buyer, at: "2031-03-03T13:59:59Z")
        #expect(try await buyer.person.get(path).expect(200)["runs"]?.items?.isEmpty == true)
        try await buyer.seller.putPrices(on: buyer.seller.list, plus: 10)
        try await run(buyer, at: "2031-03-03T14:00:00Z")
        try await run(buyer, at: "2031-03-03T14:00:00Z")
        let ran = try await buyer.seller.person.get(path).expect(200)
        #expect(ran["runs"]?.items?.count == 1)
        #expect(try ran.text("runs.0.outcome") == "placed")
        #expect(try ran.text("next_due_at") == "2031-03-10T13:00:00Z")
        let order = try await buyer.person.get("/v1/orders/\(try ran.text("runs.0.order_id"))")
            .expect(200)
        #expect(try order.integer("total.amount") == 5 * (Seller.price(0) + 10))
        #expect(try order.text("reference") == "Weekly")
        #expect(try await buyer.seller.available(0) == 995)
        // Of times that passed while nobody looked one is run, and none is made up for.
        try await run(buyer, at: "2031-04-02T00:00:00Z")
        let late = try await buyer.person.get(path).expect(200)
        #expect(late["runs"]?.items?.count == 2)
        #expect(try late.text("next_due_at") == "2031-04-07T13:00:00Z")
        for ledger in [buyer.trader, buyer.seller.trader] {
            let events = try await ledger.get("/v1/events?type=standing_order_run").expect(200)
            #expect(events["items"]?.items?.count == 2)
        }
        try await buyer.expectLedgersHold()
    }

    @Test("however many can't be run, whoever is due behind them is")
    func passedOver() async throws {
        let server = try await TestServer()
        let buyer = try await Buyer.make(of: try await Seller.make(on: server))
        let path = try await make(buyer)
        // Due long before, and of nobody: more than are looked up at once.
        _ = try server.query(
            """
            insert into standing_orders.due (standing_order_id, owner, account_id, due_at)
            select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
                '2031-01-01T00:00:00Z'::timestamptz + n % 3 * interval '1 day'
            from generate_series(1, 120) n
            """, [])
        try await run(buyer, at: "2031-03-03T14:00:00Z")
        let read = try await buyer.person.get(path).expect(200)
        #expect(try read.text("runs.0.outcome") == "placed")
        let left = try server.query("select count(*) from standing_orders.due", [])
        #expect(left == [["121"]])
        await server.stop()
    }

    @Test("run by many at once, it is run once")
    func once() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let path = try await make(buyer)
        _ = try await concurrently(8) { _ in
            try await run(buyer, at: "2031-03-03T14:00:00Z")
        }
        let read = try await buyer.person.get(path).expect(200)
        #expect(read["runs"]?.items?.count == 1)
        let orders = try await buyer.person.get("/v1/orders").expect(200)
        #expect(orders["items"]?.items?.count == 1)
        #expect(try buyer.seller.unbalanced().isEmpty)
        _ = try buyer.seller.server.query(
            "update standing_orders.orders set next_due_at = $2::text::timestamptz where id = $1",
            [
                try uuid(of: String(path.split(separator: "/").last ?? "")),
                "2031-03-03T14:00:00Z",
            ], in: buyer.seller.id)
        // Whatever says that it is due again, the row of the run is there already.
        try await run(buyer, at: "2031-03-03T14:00:00Z")
        let after = try await buyer.person.get("/v1/orders").expect(200)
        #expect(after["items"]?.items?.count == 1)
    }

    @Test("where the seller confirms it is handed over; past the buyer's rule it is approved first")
    func submitted() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let path = try await make(buyer)
        try await buyer.seller.person.patch(
            "/v1/channels/\(buyer.seller.trader.channel)", #"{"placement":"seller_confirms"}"#,
            ifMatch: "*"
        ).expect(200)
        try await run(buyer, at: "2031-03-03T14:00:00Z")
        let read = try await buyer.person.get(path).expect(200)
        #expect(try read.text("runs.0.outcome") == "submitted")
        let draft = "/v1/draft-orders/\(try read.text("runs.0.draft_order_id"))"
        #expect(try await buyer.person.get(draft).expect(200).text("state") == "submitted")
        try await buyer.seller.person.post("\(draft)/place").expect(201)
        try await buyer.seller.person.patch(
            "/v1/channels/\(buyer.seller.trader.channel)", #"{"placement":"at_once"}"#,
            ifMatch: "*"
        ).expect(200)
        try await buyer.person.put(
            "/v1/approval-rule", #"{"amount":{"amount":1,"currency":"USD"}}"#
        ).expect(200)
        try await run(buyer, at: "2031-03-10T13:00:00Z")
        let second = try await buyer.person.get(path).expect(200)
        #expect(try second.text("runs.0.outcome") == "submitted")
        let waits = "/v1/draft-orders/\(try second.text("runs.0.draft_order_id"))"
        try await buyer.person.post("\(waits)/place").expect(409, "approval-needed")
        try await buyer.expectLedgersHold()
    }

    @Test("what can't be placed stays a draft of what can be had, and its maker gets a letter")
    func problems() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make(stock: 3))
        let path = try await make(buyer)
        try await run(buyer, at: "2031-03-03T14:00:00Z")
        let read = try await buyer.person.get(path).expect(200)
        #expect(try read.text("runs.0.outcome") == "draft")
        #expect(try read.text("runs.0.problem") == "out-of-stock")
        let draft = "/v1/draft-orders/\(try read.text("runs.0.draft_order_id"))"
        #expect(try await buyer.person.get(draft).expect(200).text("state") == "open")
        let box = try await buyer.person.client.send(
            .get, "/dev/mailbox?to=\(buyer.person.email)")
        #expect(box["items"]?.items?.contains {
            $0["subject"]?.text?.contains("Weekly") == true
        } == true)
        try await buyer.seller.person.post("/v1/companies/\(buyer.company)/suspend").expect(200)
        try await run(buyer, at: "2031-03-10T13:00:00Z")
        let failed = try await buyer.person.get(path).expect(200)
        #expect(try failed.text("runs.0.outcome") == "failed")
        #expect(try failed.text("runs.0.problem") == "not-trading-partners")
        #expect(try failed.text("state") == "active")
        #expect(try failed.text("next_due_at") == "2031-03-17T13:00:00Z")
        try await buyer.expectLedgersHold()
    }

    @Test("it is paused, resumed, skipped, edited and ended by who made it alone")
    func moves() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let path = try await make(buyer)
        let stranger = try await SharedTrade.buyer
        for move in ["pause", "skip", "end", "resume"] {
            try await buyer.seller.person.post("\(path)/\(move)")
                .expect(403, "standing-order-of-other-party")
            try await stranger.person.post("\(path)/\(move)").expect(404, "not-found")
        }
        try await stranger.person.get(path).expect(404, "not-found")
        let skipped = try await buyer.person.post("\(path)/skip").expect(200)
        #expect(try skipped.text("next_due_at") == "2031-03-10T13:00:00Z")
        #expect(try skipped.text("runs.0.outcome") == "skipped")
        // What was skipped stays so, whatever else is done.
        try await buyer.person.post("\(path)/pause").expect(200)
        let again = try await buyer.person.post("\(path)/resume").expect(200)
        #expect(try again.text("next_due_at") == "2031-03-10T13:00:00Z")
        let paused = try await buyer.person.post("\(path)/pause").expect(200)
        #expect(paused["next_due_at"]?.isNull == true)
        try await buyer.person.post("\(path)/pause").expect(409, "illegal-move")
        try await buyer.person.post("\(path)/skip").expect(409, "illegal-move")
        try await run(buyer, at: "2031-03-10T13:00:00Z")
        try await buyer.person.post("\(path)/resume").expect(200)
        let body = """
            {"schedule":{"cadence":"days","every":10,"time":"06:30","starts_on":"2031-05-01",
            "ends_on":"2031-05-11"},
            "lines":[{"sku":"\(buyer.seller.variants[1].sku)","quantity":2}]}
            """
        try await buyer.person.put(path, body, ifMatch: "\"99\"").expect(412)
        let edited = try await buyer.person.put(path, body, ifMatch: "*").expect(200)
        #expect(try edited.text("next_due_at") == "2031-05-01T11:30:00Z")
        #expect(try edited.text("lines.0.sku") == buyer.seller.variants[1].sku)
        try await run(buyer, at: "2031-05-01T11:30:00Z")
        try await run(buyer, at: "2031-05-11T11:30:00Z")
        let over = try await buyer.person.get(path).expect(200)
        #expect(try over.text("state") == "ended")
        #expect(over["runs"]?.items?.filter { $0["outcome"]?.text == "placed" }.count == 2)
        try await buyer.person.post("\(path)/resume").expect(409, "illegal-move")
        let second = try await make(buyer, by: buyer.seller.person)
        try await buyer.person.post("\(second)/end").expect(403, "standing-order-of-other-party")
        try await buyer.seller.person.post("\(second)/end").expect(200)
        try await buyer.expectLedgersHold()
    }

    @Test(
        "a schedule that can't be is refused by name",
        arguments: [
            #""cadence":"weeks","time":"08:00","starts_on":"2031-03-03""#,
            #""cadence":"months","time":"08:00","starts_on":"2031-03-03""#,
            #""cadence":"days","time":"24:00","starts_on":"2031-03-03""#,
            #""cadence":"days","time":"08:00","starts_on":"2031-02-30""#,
            #""cadence":"days","every":0,"time":"08:00","starts_on":"2031-03-03""#,
            #""cadence":"days","time":"08:00","starts_on":"2031-03-03","ends_on":"2031-03-02""#,
        ])
    func refused(_ schedule: String) async throws {
        let buyer = try await SharedTrade.buyer
        try await buyer.person.post(
            "/v1/standing-orders",
            """
            {"seller_id":"\(buyer.seller.id)","schedule":{\(schedule)},
            "lines":[{"sku":"\(buyer.seller.variants[0].sku)","quantity":1}]}
            """
        ).expect(422, "invalid-request")
    }

    @Test("the table of schedules: days, weeks, months' ends, and hours that a clock leaves out")
    func schedules() async throws {
        let server = try await TestServer.shared
        let cases: [(String, String, String?)] = [
            ("'days',3,'{}',null,'08:00','UTC','2031-01-01',null", "2031-01-01T08:00Z",
                "2031-01-04T08:00Z"),
            ("'days',1,'{}',null,'02:30','America/Chicago','2031-01-01',null",
                "2031-03-08T12:00Z", "2031-03-09T08:30Z"),
            ("'days',1,'{}',null,'01:30','America/Chicago','2031-01-01',null",
                "2031-11-02T07:30Z", "2031-11-03T07:30Z"),
            ("'weeks',2,'{1,5}',null,'08:00','UTC','2031-03-05',null", "2031-03-07T08:00Z",
                "2031-03-17T08:00Z"),
            ("'months',1,'{}',31,'08:00','UTC','2031-01-31',null", "2031-01-31T08:00Z",
                "2031-02-28T08:00Z"),
            ("'months',3,'{}',31,'08:00','UTC','2031-01-01',null", "2031-01-31T08:00Z",
                "2031-04-30T08:00Z"),
            ("'days',1,'{}',null,'08:00','UTC','2031-01-01','2031-01-02'", "2031-01-02T08:00Z",
                nil),
        ]
        for (schedule, after, due) in cases {
            let found = try server.query(
                """
                select to_char(standing_orders.next_due(\(schedule), '\(after)')
                    at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"')
                """)
            #expect(found.first?.first ?? nil == due, "\(schedule)")
        }
    }

    @Test("the table of moves")
    func table() {
        #expect(Set(StandingState.active.moves.keys) == [.edit, .pause, .skip, .end])
        #expect(Set(StandingState.paused.moves.keys) == [.edit, .resume, .end])
        #expect(StandingState.ended.moves.isEmpty)
    }
}
