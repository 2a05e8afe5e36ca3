import Bedrock
import HTTP
import Platform
@testable import Quotes
import Testing
import Wire

@Suite("A quote goes to and fro, holds until its instant, and becomes one order at its prices")
struct QuoteTests {
    static let later = Instant.now().advanced(by: .seconds(30 * 86_400)).rfc3339

    private func lines(_ seller: Seller, _ price: Int?, quantity: Int = 10) -> String {
        let price = price.map { #","unit_price":\#($0)"# } ?? ""
        return #""lines":[{"sku":"\#(seller.variants[0].sku)","quantity":\#(quantity)\#(price)}]"#
    }

    private func offered(
        _ buyer: Buyer, _ price: Int = 700, until: String = QuoteTests.later
    ) async throws -> String {
        let made = try await buyer.seller.person.post(
            "/v1/quotes",
            """
            {"company_id":"\(buyer.company)","reference":"Wedding","valid_until":"\(until)",
            \(lines(buyer.seller, price))}
            """
        ).expect(201)
        #expect(try made.text("state") == "offered")
        return "/v1/quotes/\(try made.text("id"))"
    }

    @Test("offered and accepted: an order at the quoted prices, which the trace shows")
    func accepted() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let path = try await offered(buyer)
        let box = try await buyer.person.client.send(
            .get, "/dev/mailbox?to=\(buyer.person.email)")
        #expect(box["items"]?.items?.contains {
            $0["body"]?.text?.contains("Wedding") == true
        } == true)
        // The seller's lists and the channel's way of placing are no matter.
        try await buyer.seller.putPrices(on: buyer.seller.list, plus: 77)
        try await buyer.seller.person.patch(
            "/v1/channels/\(buyer.seller.trader.channel)", #"{"placement":"seller_confirms"}"#,
            ifMatch: "*"
        ).expect(200)
        try await buyer.seller.person.post("\(path)/accept", #"{"round":1}"#)
            .expect(409, "illegal-move")
        try await buyer.person.post("\(path)/accept", #"{"round":2}"#).expect(409, "quote-moved")
        let key = Client.freshKey()
        let done = try await buyer.person.post("\(path)/accept", #"{"round":1}"#, key: key)
            .expect(200)
        #expect(try done.text("state") == "accepted")
        let order = try await buyer.person.get("/v1/orders/\(try done.text("order_id"))")
            .expect(200)
        #expect(try order.integer("total.amount") == 7_000)
        #expect(try order.text("reference") == "Wedding")
        #expect(try order.text("lines.0.trace.agreed.by") == "quote")
        #expect(try order.integer("lines.0.trace.agreed.unit_price.amount") == 700)
        #expect(
            try order.integer("lines.0.trace.agreed.list_price.amount") == Seller.price(0) + 77)
        #expect(try await buyer.seller.available(0) == 990)
        let again = try await buyer.person.post("\(path)/accept", #"{"round":1}"#, key: key)
            .expect(200)
        #expect(again.body == done.body)
        try await buyer.person.post("\(path)/accept", #"{"round":1}"#)
            .expect(409, "illegal-move")
        for ledger in [buyer.trader, buyer.seller.trader] {
            let events = try await ledger.get("/v1/events?type=quote_accepted").expect(200)
            #expect(events["items"]?.items?.count == 1)
        }
        try await buyer.expectLedgersHold()
    }

    @Test("asked, offered, countered and accepted by the seller; others see nothing of it")
    func countered() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let seller = buyer.seller.person
        let asked = try await buyer.person.post(
            "/v1/quotes", #"{"seller_id":"\#(buyer.seller.id)",\#(lines(buyer.seller, nil))}"#
        ).expect(201)
        #expect(try asked.text("state") == "asked")
        let path = "/v1/quotes/\(try asked.text("id"))"
        try await seller.post("\(path)/accept", #"{"round":1}"#).expect(409, "quote-unpriced")
        try await seller.post("\(path)/counter", "{\(lines(buyer.seller, nil))}")
            .expect(422, "invalid-request")
        try await seller.post(
            "\(path)/counter", #"{"valid_until":"\#(Self.later)",\#(lines(buyer.seller, 800))}"#
        ).expect(200)
        let stranger = try await SharedTrade.buyer
        for (method, move) in [("GET", ""), ("POST", "/decline"), ("POST", "/withdraw")] {
            if method == "GET" {
                try await stranger.person.get(path).expect(404, "not-found")
            } else {
                try await stranger.person.post("\(path)\(move)", "{}").expect(404, "not-found")
            }
        }
        try await seller.post("\(path)/decline", "{}").expect(409, "illegal-move")
        let counter = try await buyer.person.post(
            "\(path)/counter", "{\(lines(buyer.seller, 750, quantity: 20))}"
        ).expect(200)
        #expect(try counter.integer("round") == 3)
        #expect(try counter.integer("lines.0.unit_price.amount") == 750)
        #expect(try counter.integer("before.0.unit_price.amount") == 800)
        #expect(counter["moves"]?.items?.compactMap(\.text) == ["withdraw"])
        let read = try await seller.get(path).expect(200)
        #expect(read["moves"]?.items?.compactMap(\.text) == ["accept", "counter", "decline"])
        let done = try await seller.post("\(path)/accept", #"{"round":3}"#).expect(200)
        let order = try await buyer.person.get("/v1/orders/\(try done.text("order_id"))")
            .expect(200)
        #expect(try order.integer("total.amount") == 15_000)
        let page = try await buyer.person.get("/v1/quotes?state=accepted").expect(200)
        #expect(try page.text("items.0.id") == read.text("id"))
        try await buyer.expectLedgersHold()
    }

    @Test("what is past its instant has expired; what ended can't be moved")
    func expired() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let path = try await offered(buyer)
        let id = try #require(path.split(separator: "/").last.map(String.init))
        _ = try buyer.seller.server.query(
            "update quotes.quotes set valid_until = now() where id = $1",
            [try uuid(of: id)], in: buyer.seller.id)
        #expect(try await buyer.person.get(path).expect(200).text("state") == "expired")
        let refused = try await buyer.person.post("\(path)/accept", #"{"round":1}"#)
            .expect(409, "illegal-move")
        #expect(refused.bodyText.contains("expired"))
        #expect(
            try await buyer.person.get("/v1/quotes?state=expired").expect(200)["items"]?.items?
                .count == 1)
        let second = try await offered(buyer)
        try await buyer.person.post("\(second)/decline", #"{"reason":"Too dear."}"#).expect(200)
        try await buyer.person.post("\(second)/decline", "{}").expect(409, "illegal-move")
        let third = try await offered(buyer)
        try await buyer.person.post("\(third)/withdraw", "{}").expect(409, "illegal-move")
        try await buyer.seller.person.post("\(third)/withdraw", "{}").expect(200)
        try await buyer.person.post("\(third)/accept", #"{"round":1}"#)
            .expect(409, "illegal-move")
        let past = #"{"company_id":"\#(buyer.company)","valid_until":"2020-01-01T00:00:00Z","#
        try await buyer.seller.person.post("/v1/quotes", past + lines(buyer.seller, 1) + "}")
            .expect(422, "invalid-request")
        let keg = #""lines":[{"sku":"\#(buyer.seller.variants[0].sku)","unit":"keg","quantity":1}]"#
        try await buyer.person.post(
            "/v1/quotes", #"{"seller_id":"\#(buyer.seller.id)",\#(keg)}"#
        ).expect(422, "invalid-request")
        try await buyer.expectLedgersHold()
    }

    @Test("accepted, countered, declined and withdrawn at once, one thing happens")
    func once() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let path = try await offered(buyer)
        let counter = "{\(lines(buyer.seller, 650))}"
        let answers = try await concurrently(24) { place in
            switch place % 6 {
            case 0...2: return try await buyer.person.post("\(path)/accept", #"{"round":1}"#)
            case 3: return try await buyer.person.post("\(path)/counter", counter)
            case 4: return try await buyer.person.post("\(path)/decline", "{}")
            default: return try await buyer.seller.person.post("\(path)/withdraw", "{}")
            }
        }
        #expect(answers.allSatisfy { $0.status == 200 || $0.status == 409 })
        let state = try await buyer.person.get(path).expect(200).text("state")
        let orders = try await buyer.person.get("/v1/orders").expect(200)["items"]?.items ?? []
        #expect(orders.count == (state == "accepted" ? 1 : 0))
        #expect(try await buyer.seller.available(0) == (state == "accepted" ? 990 : 1_000))
        #expect(try buyer.seller.unbalanced().isEmpty)
    }

    @Test("out of stock it stays open; past the buyer's own rule it waits for a second person")
    func held() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make(stock: 5))
        let short = try await offered(buyer)
        try await buyer.person.post("\(short)/accept", #"{"round":1}"#)
            .expect(409, "out-of-stock")
        #expect(try await buyer.person.get(short).expect(200).text("state") == "offered")
        try await buyer.seller.receive(100)
        try await buyer.person.put(
            "/v1/approval-rule", #"{"amount":{"amount":5000,"currency":"USD"}}"#
        ).expect(200)
        let done = try await buyer.person.post("\(short)/accept", #"{"round":1}"#).expect(200)
        #expect(done["order_id"]?.isNull == true)
        let draft = "/v1/draft-orders/\(try done.text("draft_order_id"))"
        #expect(try await buyer.person.get(draft).expect(200).text("state") == "submitted")
        try await buyer.person.post("\(draft)/approve").expect(403, "not-oneself")
        let lee = try await buyer.trader.colleague(holding: "manager")
        try await lee.post("\(draft)/approve").expect(200)
        try await buyer.seller.putPrices(on: buyer.seller.list, plus: 5)
        let placed = try await buyer.person.post("\(draft)/place").expect(201)
        #expect(try placed.integer("total.amount") == 7_000)
    }

    @Test("the table of moves: who is to answer accepts, counters, declines; the other withdraws")
    func table() {
        for state in QuoteState.allCases {
            for side in QuoteSide.allCases {
                let moves = Set(state.moves(of: side).keys)
                switch (state, side) {
                case (.asked, .seller), (.offered, .buyer):
                    #expect(moves == [.accept, .counter, .decline])
                case (.asked, .buyer), (.offered, .seller): #expect(moves == [.withdraw])
                default: #expect(moves.isEmpty)
                }
            }
        }
        let end = Instant(microseconds: 10)
        #expect(QuoteState.offered.at(end, validUntil: end) == .expired)
        #expect(
            QuoteState.offered.at(Instant(microseconds: 9), validUntil: end) == .offered)
        #expect(QuoteState.accepted.at(end, validUntil: end) == .accepted)
    }
}
