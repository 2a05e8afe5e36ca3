import HTTP
import Testing
import Wire

@Suite("A line is substituted where the buyer agrees")
struct SubstitutionTests {
    private func proposed(
        _ more: String = ""
    ) async throws -> (buyer: Buyer, order: String, path: String) {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let order = try await buyer.ordered([(0, "bottle", 4)])
        let made = try await buyer.seller.person.post(
            "/v1/orders/\(order)/substitutions",
            """
            {"line":1,"sku":"\(buyer.seller.variants[1].sku)","quantity":3,"unit_price":900\(more)}
            """
        ).expect(201)
        return (buyer, order, "/v1/substitutions/\(try made.text("id"))")
    }

    @Test("agreed: the order has it at the price that was proposed, and the trace says so")
    func agreed() async throws {
        let (buyer, order, path) = try await proposed()
        let letters = try await buyer.person.client.send(
            .get, "/dev/mailbox?to=\(buyer.person.email)")
        #expect(letters["items"]?.items?.contains {
            $0["body"]?.text?.contains(buyer.seller.variants[1].sku) == true
        } == true)
        try await buyer.seller.person.post("\(path)/agree").expect(404, "not-found")
        let stranger = try await SharedTrade.buyer
        try await stranger.person.post("\(path)/agree").expect(404, "not-found")
        let edited = try await buyer.person.post("\(path)/agree").expect(200)
        #expect(try edited.integer("total.amount") == 2_700)
        #expect(try edited.text("lines.0.trace.agreed.by") == "substitution")
        #expect(try edited.integer("lines.0.trace.agreed.list_price.amount") == Seller.price(1))
        try await buyer.person.post("\(path)/agree").expect(409, "illegal-move")
        try await buyer.person.post("\(path)/decline").expect(409, "illegal-move")
        #expect(try await buyer.seller.available(0) == 1_000)
        #expect(try await buyer.seller.available(1) == 997)
        #expect(try buyer.seller.unbalanced().isEmpty)
        // The price holds when the quantity changes later.
        let more = try await buyer.seller.person.post(
            "/v1/orders/\(order)/edits", #"{"changes":[{"line":2,"quantity":5}]}"#
        ).expect(201)
        #expect(try more.integer("total.amount") == 4_500)
        let listed = try await buyer.person.get("/v1/substitutions?order_id=\(order)").expect(200)
        #expect(try listed.text("items.0.state") == "agreed")
    }

    @Test("declined: the line is kept or cancelled, as was proposed; withdrawn: nothing happens")
    func declined() async throws {
        let (buyer, order, path) = try await proposed(#","if_declined":"cancel""#)
        let declined = try await buyer.person.post("\(path)/decline").expect(200)
        #expect(try declined.text("state") == "declined")
        #expect(
            try await buyer.person.get("/v1/orders/\(order)").expect(200).text("state")
                == "cancelled")
        #expect(try await buyer.seller.available(0) == 1_000)
        let (other, kept, second) = try await proposed()
        try await other.seller.person.post(
            "/v1/orders/\(kept)/substitutions",
            #"{"line":1,"sku":"\#(other.seller.variants[1].sku)","quantity":1}"#
        ).expect(409, "conflict")
        try await other.person.post("\(second)/decline").expect(200)
        #expect(
            try await other.person.get("/v1/orders/\(kept)").expect(200).text("state")
                == "placed")
        let third = try await other.seller.person.post(
            "/v1/orders/\(kept)/substitutions",
            #"{"line":1,"sku":"\#(other.seller.variants[1].sku)","quantity":1}"#
        ).expect(201).text("id")
        try await other.person.post("/v1/substitutions/\(third)/withdraw").expect(404)
        try await other.seller.person.post("/v1/substitutions/\(third)/withdraw").expect(200)
        try await other.person.post("/v1/substitutions/\(third)/agree")
            .expect(409, "illegal-move")
        for (body, status) in [
            (#"{"line":7,"sku":"\#(other.seller.variants[1].sku)","quantity":1}"#, 409),
            (#"{"line":1,"sku":"no such","quantity":1}"#, 422),
            (
                #"{"line":1,"sku":"\#(other.seller.variants[1].sku)","unit":"keg","quantity":1}"#,
                422
            ),
        ] {
            try await other.seller.person.post("/v1/orders/\(kept)/substitutions", body)
                .expect(status)
        }
    }

    @Test("agreed twice at once, it is agreed once")
    func once() async throws {
        let (buyer, order, path) = try await proposed()
        let answers = try await concurrently(8) { _ in
            try await buyer.person.post("\(path)/agree")
        }
        #expect(answers.filter { $0.status == 200 }.count == 1)
        #expect(answers.allSatisfy { $0.status == 200 || $0.status == 409 })
        let read = try await buyer.person.get("/v1/orders/\(order)").expect(200)
        #expect(try read.integer("line_count") == 1)
        #expect(try buyer.seller.unbalanced().isEmpty)
    }
}
