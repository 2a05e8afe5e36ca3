import Foundation
import HTTP
import RawHTTP
import Testing
import Wire

@Suite("A link shows an order's progress, and nothing else")
struct TrackingPageTests {
    private func order(
        on server: TestServer? = nil
    ) async throws -> (buyer: Buyer, id: String, number: String) {
        let buyer = try await Buyer.make(of: try await Seller.make(on: server))
        let draft = try await buyer.person.post(
            "/v1/draft-orders", buyer.draftBody([(0, "case", 2), (1, "bottle", 12)])
        ).expect(201).text("id")
        let placed = try await buyer.place(draft).expect(201)
        return (buyer, try placed.text("id"), try placed.text("number"))
    }

    private func share(_ person: Person, _ order: String, _ body: String = "{}") async throws
        -> Answer
    {
        try await person.post("/v1/orders/\(order)/tracking-links", body)
    }

    private func text(_ answer: Answer) -> String { String(decoding: answer.body, as: UTF8.self) }

    @Test("seller and buyer share it; the page has the progress and parcels, no price, no buyer")
    func page() async throws {
        let (buyer, id, number) = try await order()
        let seller = buyer.seller.person
        let client = buyer.seller.server.client
        for person in [seller, buyer.person] {
            let url = try await share(person, id).expect(201).text("url")
            let page = try await client.send(.get, url).expect(200)
            #expect(text(page).contains(number))
            #expect(text(page).contains("We have your order"))
            // What is in it, by name, of which nothing has left.
            #expect(text(page).contains("2 × case") && text(page).contains("12 × bottle"))
            #expect(text(page).components(separatedBy: "<b>Gin ").count == 3)
        }
        let begun = try await seller.post("/v1/orders/\(id)/fulfillments", "{}").expect(201)
        let path = "/v1/fulfillments/\(try begun.text("id"))"
        try await seller.post("\(path)/pack").expect(200)
        try await seller.post(
            "\(path)/shipments",
            #"""
            {"carrier":"<b>Fast & Co</b>","tracking_number":"PF\"1","expected_on":"2026-12-01",
            "tracking_url":"https://carrier.example/t?a=1&b=\"><script>"}
            """#
        ).expect(201)
        let url = try await share(seller, id).expect(201).text("url")
        let page = try await client.send(.get, url).expect(200)
        let html = text(page)
        #expect(html.contains("Your order is on its way"))
        #expect(html.contains("&lt;b&gt;Fast &amp; Co&lt;/b&gt;"))
        let link = "https://carrier.example/t?a=1&amp;b=&quot;&gt;&lt;script&gt;"
        #expect(html.contains("href=\"\(link)\""))
        #expect(html.contains("1 Dec 2026"))
        #expect(html.components(separatedBy: ">On its way</span></li>").count == 3)
        let name = try await buyer.trader.get("/v1/organization").expect(200).text("name")
        let own = try await buyer.seller.trader.get("/v1/organization").expect(200).text("name")
        #expect(html.contains(own))
        let sku = buyer.seller.variants[0].sku
        for hidden in [name, buyer.trader.id, buyer.seller.id, id, sku, "USD"] {
            #expect(!html.contains(hidden), "\(hidden)")
        }
        for mark in ["src=", "url(", "@import", "http-equiv=\"refresh\" content=\"0"] {
            #expect(!html.contains(mark), "\(mark)")
        }
        #expect(page.header("content-security-policy")?.contains("unsafe") == false)
        #expect(page.header("referrer-policy") == "no-referrer")
        #expect(page.header("cache-control") == "no-store")
        #expect(page.header("x-robots-tag")?.contains("noindex") == true)
    }

    @Test("wrong, revoked, expired and malformed links are one and the same page")
    func refused() async throws {
        let (buyer, id, _) = try await order()
        let client = buyer.seller.server.client
        let wrong = String(repeating: "A", count: 43)
        let page = try await client.send(.get, "/track/\(wrong)").expect(404)
        for path in ["x", "%00", String(repeating: "z", count: 2_000), "..%2F", "A=\(wrong)"] {
            let other = try await client.send(.get, "/track/\(path)").expect(404)
            #expect(other.body == page.body, "\(path)")
            try await client.send(.get, "/track/\(path)/events").expect(404)
        }
        let revoked = try await share(buyer.person, id).expect(201)
        try await client.send(.get, try revoked.text("url")).expect(200)
        let link = "/v1/tracking-links/\(try revoked.text("id"))"
        try await buyer.seller.person.delete(link).expect(404)
        try await buyer.person.delete(link).expect(204)
        try await buyer.person.delete(link).expect(204)
        #expect(try await client.send(.get, revoked.text("url")).expect(404).body == page.body)
        let expired = try await share(buyer.person, id, #"{"valid_days":1}"#).expect(201)
        _ = try buyer.seller.server.query(
            """
            update fulfillment.tracking_links
            set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'
            where id = $1
            """, [try uuid(of: expired.text("id"))])
        #expect(try await client.send(.get, expired.text("url")).expect(404).body == page.body)
        try await client.send(.get, "\(try expired.text("url"))/events").expect(404)
        let list = try await buyer.person.get("/v1/orders/\(id)/tracking-links").expect(200)
        #expect(list["items"]?.items?.count == 2)
        #expect(list["items.1.revoked_at"]?.text != nil)
        #expect(!list.bodyText.contains("/track/"))
        let theirs = try await buyer.seller.person.get("/v1/orders/\(id)/tracking-links")
            .expect(200)
        #expect(theirs["items"]?.items?.isEmpty == true)
    }

    @Test("links are made by the order's own two parties, twenty at a time, each told once")
    func making() async throws {
        let (buyer, id, _) = try await order()
        let other = try await Trader.make("wholesaler", on: buyer.seller.server)
        try await share(other.person, id).expect(404, "not-found")
        for body in [#"{"valid_days":0}"#, #"{"valid_days":366}"#, #"{"valid_days":"x"}"#] {
            try await share(buyer.person, id, body).expect(422)
        }
        let key = Client.freshKey()
        let first = try await buyer.person.post(
            "/v1/orders/\(id)/tracking-links", "{}", key: key).expect(201)
        let again = try await buyer.person.post(
            "/v1/orders/\(id)/tracking-links", "{}", key: key).expect(201)
        #expect(first.bodyText == again.bodyText)
        for _ in 0..<19 { try await share(buyer.person, id).expect(201) }
        try await share(buyer.person, id).expect(409, "too-many-tracking-links")
        try await share(buyer.seller.person, id).expect(201)
        let secret = try first.text("url").dropFirst("/track/".count)
        let kept = try buyer.seller.server.query(
            """
            select count(*) from platform.idempotency_keys
            where convert_from(body, 'UTF8') like $1
            """,
            ["%\(secret)%"])
        #expect(kept[0][0] == "0")
    }

    @Test("it is live: a step is told as it is taken, once, and the end of the link too")
    func live() async throws {
        let server = try await TestServer(with: ["DRAY_LOG_LEVEL": "debug"])
        let (buyer, id, _) = try await order(on: server)
        let made = try await share(buyer.person, id).expect(201)
        let path = try made.text("url") + "/events"
        let events = try EventReader(server, path, buyer.person)
        #expect(events.status == 200)
        let first = try #require(try events.next())
        #expect(first.data["html"]?.text?.contains("We have your order") == true)
        let resumed = try EventReader(server, path, buyer.person, lastEvent: first.id)
        try resumed.comment()
        try await buyer.seller.person.post("/v1/orders/\(id)/confirm").expect(200)
        for reader in [events, resumed] {
            let event = try #require(try reader.next())
            #expect(event.name == "progress")
            #expect(event.data["html"]?.text?.contains("Your order is confirmed") == true)
        }
        try await buyer.person.delete("/v1/tracking-links/\(try made.text("id"))").expect(204)
        for reader in [events, resumed] {
            #expect(try reader.next()?.name == "gone")
            #expect(try reader.next() == nil)
        }
        try await server.client.send(.post, try made.text("url"), json: "{}").expect(405)
        let open = try await share(buyer.person, id).expect(201)
        let last = try EventReader(server, try open.text("url") + "/events", buyer.person)
        #expect(try last.next()?.name == "progress")
        await server.stop()
        #expect(try last.next() == nil)
        for link in [made, open] {
            let secret = try link.text("url").dropFirst("/track/".count)
            #expect(!server.logged().contains(secret))
        }
        #expect(server.logged().contains("/track/-"))
    }

    @Test("only so many streams of one address are open at once, and a closed one makes room")
    func streams() async throws {
        let (buyer, id, _) = try await order(on: try await TestServer(with: ["DRAY_LOOPS": "1"]))
        let server = buyer.seller.server
        let path = try await share(buyer.person, id).expect(201).text("url") + "/events"
        var readers: [EventReader] = []
        for _ in 0..<10 {
            readers.append(try EventReader(server, path, buyer.person))
            #expect(try readers.last?.next() != nil)
        }
        try await server.client.send(.get, path).expect(429, "too-many-requests")
        readers = []
        while try await server.client.send(.head, path).status == 429 {}
        await server.stop()
    }
}
