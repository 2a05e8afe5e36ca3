import HTTP
import RawHTTP
import Testing
import Wire

@Suite("Bad input has a clear answer, never a 5xx")
struct BadInputTests {
    /// What is wrong, the bytes, and the status it has.
    private static func bodies(_ seller: Seller) -> [(String, [UInt8], Int)] {
        let sku = seller.variants[0].sku
        let deep =
            [UInt8](repeating: 0x5B, count: 200) + [UInt8](repeating: 0x5D, count: 200)
        let good = #"{"variant_id":"\#(seller.variants[0].id)","quantity":1}"#
        func draft(_ lines: String) -> [UInt8] {
            Array(#"{"seller_id":"\#(seller.id)","lines":[\#(lines)]}"#.utf8)
        }
        func line(_ quantity: String) -> [UInt8] {
            draft(#"{"variant_id":"\#(seller.variants[0].id)","quantity":\#(quantity)}"#)
        }
        return [
            ("nothing", [], 422), ("no JSON", Array("nonsense".utf8), 400),
            ("cut off", Array(draft(good).dropLast(2)), 400),
            ("two documents", draft(good) + draft(good), 400),
            ("an array", Array("[]".utf8), 422), ("null", Array("null".utf8), 422),
            ("a number", Array("1".utf8), 422),
            ("a NUL byte", draft(good) + [0], 400),
            ("an escaped NUL", draft(#"{"sku":"a\u0000b","quantity":1}"#), 422),
            ("invalid UTF-8", draft(#"{"sku":""#) + [0xFF, 0xC0], 400),
            ("a lone surrogate", draft(#"{"sku":"\ud800","quantity":1}"#), 400),
            ("an unknown field", draft(#"{"sku":"a","quantity":1,"discount":5}"#), 422),
            ("a field twice", draft(#"{"sku":"a","quantity":1,"quantity":2}"#), 422),
            ("a string for a number", line("\"1\""), 422), ("a fraction", line("1.5"), 422),
            ("negative", line("-1"), 422), ("zero", line("0"), 422),
            ("beyond 64 bits", line("9223372036854775808"), 422),
            ("far beyond 64 bits", line(String(repeating: "9", count: 400)), 400),
            ("an exponent", line("1e400"), 400), ("above its limit", line("1000000001"), 422),
            ("an infinite number", line("Infinity"), 400),
            ("no lines", draft(""), 422), ("lines of null", draft("null"), 422),
            ("a missing field", draft(#"{"sku":"a"}"#), 422),
            ("an id of another kind", draft(#"{"variant_id":"\#(seller.id)","quantity":1}"#), 422),
            ("an id that is none", draft(#"{"variant_id":"var_","quantity":1}"#), 422),
            ("an unknown unit", draft(#"{"sku":"\#(sku)","unit":"barrel","quantity":1}"#), 422),
            ("nesting without end", [UInt8](repeating: 0x5B, count: 5_000), 400),
            ("deep nesting", deep, 400),
        ]
    }

    @Test("bodies that are wrong in every way")
    func bodies() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        for (what, body, status) in Self.bodies(buyer.seller) {
            let answer = try await buyer.person.client.send(
                .post, "/v1/draft-orders", body,
                headers: [
                    ("Authorization", "Bearer \(buyer.person.token)"),
                    ("Idempotency-Key", Client.freshKey()), ("Content-Type", "application/json"),
                ])
            #expect(answer.status == status, "\(what): \(answer.bodyText)")
        }
        #expect(try await buyer.person.get("/v1/draft-orders")["items"]?.items?.isEmpty == true)
    }

    @Test("every fault of a body is listed, each with its pointer")
    func allFaults() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let answer = try await buyer.person.post(
            "/v1/draft-orders",
            """
            {"seller_id":"org_bad","reference":"","colour":"red",
            "lines":[{"quantity":0,"sku":"a"},{"sku":"b"}]}
            """
        ).expect(422, "invalid-request")
        let expected: Set<String> = [
            "/seller_id", "/reference", "/colour", "/lines/0/quantity", "/lines/1/quantity",
        ]
        #expect(Set(answer.pointers).isSuperset(of: expected), "\(answer.pointers)")
    }

    @Test("an amount beyond what can be stored is refused, in a line as in the sum")
    func overflow() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let dear = Seller.entry(seller.variants[0].sku, "bottle", 1_000_000_000_000)
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries", #"{"entries":[\#(dear)]}"#
        ).expect(200)
        let line = (place: 0, unit: "bottle", quantity: 1_000_000_000)
        try await buyer.person.post("/v1/draft-orders", buyer.draftBody([line])).expect(422)
        let half = (place: 0, unit: "bottle", quantity: 9_000_000)
        try await buyer.person.post("/v1/draft-orders", buyer.draftBody([half, half]))
            .expect(422)
        try await buyer.person.post("/v1/draft-orders", buyer.draftBody([half])).expect(201)
    }

    @Test("10,000 lines are taken and one more is refused")
    func manyLines() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make(stock: 20_000))
        let lines = (0..<10_000).map { (place: $0 % 2, unit: "bottle", quantity: 1) }
        let draft = try await buyer.draft(lines)
        #expect(try draft.integer("line_count") == 10_000)
        try await buyer.place(try draft.text("id")).expect(201)
        try await buyer.person.post("/v1/draft-orders", buyer.draftBody(lines + [lines[0]]))
            .expect(422, "invalid-request")
    }

    @Test("a body over the limit is refused before it is read")
    func bodyLimit() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make(variants: 1, stock: 0))
        let client = try buyer.seller.server.connect()
        client.send(
            """
            POST /v1/draft-orders HTTP/1.1\r\nHost: dray\r\n\
            Authorization: Bearer \(buyer.person.token)\r\nIdempotency-Key: k\r\n\
            Content-Length: 99999999\r\n\r\n
            """)
        #expect(try client.answer().status == 413)
        try await buyer.person.client.send(
            .post, "/v1/accounts", [UInt8](repeating: 0x20, count: 1 << 21)
        ).expect(413, "body-too-large")
    }

    @Test(
        "queries and paths that say nonsense",
        arguments: [
            ("/v1/orders?limit=0", 422), ("/v1/orders?limit=abc", 422),
            ("/v1/orders?limit=99999999999999999999", 422), ("/v1/orders?limit=1&limit=2", 422),
            ("/v1/orders?colour=red", 422), ("/v1/orders?cursor=ord_x", 422),
            ("/v1/orders?cursor=%00", 422), ("/v1/orders?cursor=%ff%fe", 400),
            ("/v1/orders?limit=%zz", 400), ("/v1/orders/nonsense", 422),
            ("/v1/orders/%00", 422), ("/v1/orders/%ff", 404), ("/v1/orders/..%2f..", 422),
            ("/v1/nothing", 404), ("/v1/variants?sku=a&q=b", 422),
            ("/v1/stock-levels?cursor=nonsense", 422),
            ("/v1/order-totals?from=yesterday", 422),
            ("/v1/order-totals?from=9999999-01-01T00:00:00Z", 422),
        ])
    func queries(path: String, status: Int) async throws {
        let trader = try await SharedTrader.wholesaler
        let answer = try await trader.get(path)
        #expect((400..<500).contains(answer.status), "\(path): \(answer.status)")
        let allowed: Set<Int> = status == 422 ? [422, 404] : [status, 400, 404, 422]
        #expect(allowed.contains(answer.status), "\(path): \(answer.status), not \(status)")
    }

    @Test("a method that a path does not take is refused, and the answer says which it takes")
    func methods() async throws {
        let trader = try await SharedTrader.wholesaler
        let answer = try await trader.person.delete("/v1/orders")
        #expect(answer.status == 405)
    }

    private static let smuggling = [
        "POST /v1/hello HTTP/1.1\r\nHost: d\r\nContent-Length: 4\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/hello HTTP/1.1\r\nHost: d\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
        "POST /v1/hello HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/hello HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /v1/hello HTTP/1.0\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /v1/hello HTTP/1.1\r\n\r\n", "GET /v1/hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /v1/hello HTTP/1.1\r\nHost: d\r\nBad Name: x\r\n\r\n",
        "GET /v1/hello HTTP/1.1\r\nHost: d\r\nName : x\r\n\r\n",
        "GET /v1/hello HTTP/1.1\r\nHost: d\r\nX: a\u{1}b\r\n\r\n",
        "GET /v1/hello HTTP/1.1\r\nHost: d\r\nContent-Length: -1\r\n\r\n",
        "GET /v1/hello HTTP/1.1\r\nHost: d\r\nContent-Length: +3\r\n\r\nabc",
        "BREW /v1/hello HTTP/1.1\r\nHost: d\r\n\r\n", "GET /v1/hello HTTP/9.9\r\nHost: d\r\n\r\n",
        "POST /v1/hello HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    ]

    @Test("shapes that smuggle requests are refused, and what follows them is never carried out",
        arguments: smuggling)
    func smuggled(request: String) async throws {
        let client = try await TestServer.shared.connect()
        client.send(request)
        client.send("DELETE /v1/sessions HTTP/1.1\r\nHost: dray\r\nConnection: close\r\n\r\n")
        let answer = try client.answer()
        #expect((400...505).contains(answer.status) && answer.status != 500, "\(answer.status)")
        #expect(client.isClosed())
    }

    @Test("a request sent in halves is answered once it is whole")
    func halves() async throws {
        let client = try await TestServer.shared.connect()
        for piece in ["GET /v1/he", "llo HTTP/1.1\r\nHo", "st: dray\r\n", "\r\n"] {
            client.send(piece)
        }
        #expect(try client.answer().status == 200)
    }
}

/// Organizations that tests only read with.
enum SharedTrader {
    private static let making = Task { try await Trader.make("wholesaler") }

    static var wholesaler: Trader {
        get async throws { try await making.value }
    }
}
