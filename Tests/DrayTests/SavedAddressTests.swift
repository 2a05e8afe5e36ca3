import HTTP
import Testing
import Wire

@Suite("A buyer saves addresses, and a draft says what is missing to an order minimum")
struct SavedAddressTests {
    private static let bar = """
        {"label":"Bar","address":{"line1":"9 Dock Road","city":"Ames","country":"US"}}
        """

    @Test("an address is saved, read, listed, replaced, dropped, and nobody else's")
    func addresses() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let made = try await buyer.person.post("/v1/delivery-addresses", Self.bar).expect(201)
        let id = try made.text("id")
        let path = "/v1/delivery-addresses/\(id)"
        try await buyer.person.post("/v1/delivery-addresses", Self.bar).expect(409, "conflict")
        try await buyer.person.post("/v1/delivery-addresses", #"{"label":"Bar"}"#)
            .expect(422, "invalid-request")
        #expect(try await buyer.person.get(path).expect(200).text("address.city") == "Ames")
        try await buyer.seller.person.get(path).expect(404, "not-found")
        try await buyer.seller.person.delete(path).expect(404, "not-found")
        let listed = try await buyer.person.get("/v1/delivery-addresses").expect(200)
        #expect(listed["items"]?.items?.count == 1)
        let sku = buyer.seller.variants[0].sku
        func body(_ more: String) -> String {
            """
            {"seller_id":"\(buyer.seller.id)","lines":[{"sku":"\(sku)","quantity":1}],\(more)}
            """
        }
        let draft = try await buyer.person.post(
            "/v1/draft-orders", body(#""delivery_address_id":"\#(id)""#)
        ).expect(201)
        #expect(try draft.text("delivery_address.line1") == "9 Dock Road")
        try await buyer.person.post(
            "/v1/draft-orders",
            body(
                #""delivery_address_id":"\#(id)","#
                    + #""delivery_address":{"line1":"1","city":"A","country":"US"}"#)
        ).expect(422, "invalid-request")
        let stranger = try await SharedTrade.buyer
        try await stranger.person.post(
            "/v1/draft-orders",
            """
            {"seller_id":"\(stranger.seller.id)","delivery_address_id":"\(id)",
            "lines":[{"sku":"\(stranger.seller.variants[0].sku)","quantity":1}]}
            """
        ).expect(422, "invalid-request")
        let moved = Self.bar.replacing("9 Dock", with: "11 Dock")
        try await buyer.person.put(path, moved, ifMatch: "\"7\"").expect(412)
        let edited = try await buyer.person.put(path, moved, ifMatch: "\"1\"").expect(200)
        #expect(try edited.integer("version") == 2)
        let kept = try await buyer.person.get("/v1/draft-orders/\(try draft.text("id"))")
            .expect(200)
        #expect(try kept.text("delivery_address.line1") == "9 Dock Road")
        try await buyer.person.delete(path).expect(204)
        try await buyer.person.get(path).expect(404, "not-found")
        try await buyer.person.delete(path).expect(404, "not-found")
    }

    @Test("a draft under an order minimum says what is missing; its buyer places it once full")
    func minimum() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        try await buyer.seller.person.patch(
            "/v1/price-lists/\(buyer.seller.list)",
            #"{"order_minimum":{"amount":5000,"currency":"USD"}}"#, ifMatch: "*"
        ).expect(200)
        let made = try await buyer.draft([(0, "bottle", 2), (1, "bottle", 1)])
        #expect(made["short_of"]?.items?.count == 1)
        #expect(try made.text("short_of.0.code") == "below_order_amount")
        #expect(try made.integer("short_of.0.minimum.amount") == 5_000)
        #expect(try made.integer("short_of.0.missing.amount") == 1_900)
        let path = "/v1/draft-orders/\(try made.text("id"))"
        #expect(
            try await buyer.seller.person.get(path).expect(200)["short_of"] == made["short_of"])
        let refused = try await buyer.person.post("\(path)/place")
            .expect(409, "below-order-minimum")
        #expect(try refused.integer("short_of.0.missing.amount") == 1_900)
        // A list may want a number of base units as well.
        try await buyer.seller.person.patch(
            "/v1/price-lists/\(buyer.seller.list)", #"{"order_minimum_quantity":5}"#,
            ifMatch: "*"
        ).expect(200)
        let few = try await buyer.draft([(0, "bottle", 2)])
        #expect(try few.text("short_of.1.code") == "below_order_quantity")
        #expect(try few.integer("short_of.1.missing_quantity") == 3)
        let body = #"{"lines":[{"sku":"\#(buyer.seller.variants[0].sku)","quantity":5}]}"#
        let full = try await buyer.person.put(path, body, ifMatch: "*").expect(200)
        #expect(full["short_of"]?.items?.isEmpty == true)
        let order = try await buyer.place(try made.text("id")).expect(201).text("id")
        // An edit by the buyer can't go below it either; the seller's may.
        try await buyer.seller.person.put(
            "/v1/channels/\(buyer.seller.trader.channel)/order-rules", #"{"buyer_edits":true}"#
        ).expect(200)
        let less = #"{"changes":[{"line":1,"quantity":4}]}"#
        try await buyer.person.post("/v1/orders/\(order)/edits", less)
            .expect(422, "invalid-request")
        try await buyer.seller.person.post("/v1/orders/\(order)/edits", less).expect(201)
        let small = try await buyer.draft([(0, "bottle", 1)])
        try await buyer.seller.person.post("/v1/draft-orders/\(try small.text("id"))/place")
            .expect(201)
    }
}
