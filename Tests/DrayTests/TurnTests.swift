import Testing
import Wire

@Suite("What prices depend on begins and ends by itself, and placing knows when")
struct TurnTests {
    private func day(_ number: Int) -> String {
        "2030-01-\(number < 10 ? "0" : "")\(number)"
    }

    /// Two members of a body: from one day until the next.
    private func window(_ from: String, _ until: String, _ first: Int) -> String {
        #""\#(from)":"\#(day(first))T00:00:00Z","\#(until)":"\#(day(first + 1))T00:00:00Z""#
    }

    @Test("instants of listings, lists, promotions, taxes and scheduled prices are all noted")
    func noted() async throws {
        let seller = try await Seller.make(stock: 0)
        let person = seller.person
        try await person.put(
            "/v1/channels/\(seller.trader.channel)/listings",
            """
            {"listings":[{"variant_id":"\(seller.variants[0].id)",
            \(window("published_from", "published_until", 1))}]}
            """
        ).expect(200)
        let valid = { window("valid_from", "valid_until", $0) }
        try await person.post(
            "/v1/price-lists", Seller.listBody("of January", more: ",\(valid(3))")
        ).expect(201)
        try await person.post(
            "/v1/promotions",
            #"{"name":"Cold days","kind":"percent_off","basis_points":1000,\#(valid(5))}"#
        ).expect(201)
        try await person.post(
            "/v1/tax-rates", #"{"jurisdiction":"US","code":"vat","rate_bp":2000,\#(valid(7))}"#
        ).expect(201)
        try await person.post(
            "/v1/excise-rates",
            """
            {"jurisdiction":"US","excise_class":"spirits","code":"federal",
            "basis":"litre_of_alcohol","currency":"USD","per_litre":3566000,\(valid(9))}
            """
        ).expect(201)
        func change(_ sql: String) throws {
            _ = try seller.server.query(sql, [try uuid(of: seller.id)], in: seller.id)
        }
        try change(
            """
            update pricing.entries set next_from = '\(day(11))T00:00:00Z',
                next_minimums = break_minimums, next_values = break_values
            where organization_id = $1
            """)
        try change(
            """
            update pricing.price_lists set valid_until = '\(day(12))T00:00:00Z'
            where organization_id = $1 and valid_until is null
            """)
        let noted = try seller.server.query(
            """
            select (at at time zone 'UTC')::date from pricing.turns
            where organization_id = $1 order by at
            """, [try uuid(of: seller.id)], in: seller.id)
        #expect(noted.map { $0[0] } == (1...12).map { day($0) })
    }

    @Test("a draft priced before one of them is priced anew, and goes on where all is equal")
    func placed() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        func overtaken() async throws -> String {
            let draft = try await buyer.draft([(0, "bottle", 2)]).text("id")
            // As if the clock alone had moved: priced before them, with the book there is.
            _ = try seller.server.query(
                """
                update orders.draft_orders d
                set priced_at = '2020-01-01T00:00:00Z', book_version = b.version
                from pricing.books b
                where d.organization_id = $1 and b.organization_id = $1 and d.state = 'open'
                """, [try uuid(of: seller.id)], in: seller.id)
            return draft
        }
        try await seller.person.post(
            "/v1/price-lists",
            Seller.listBody("that was", more: #","valid_until":"2020-02-01T00:00:00Z""#)
        ).expect(201)
        let same = try await overtaken()
        let order = try await buyer.place(same).expect(201)
        #expect(try order.integer("total.amount") == 2 * Seller.price(0))
        let cheap = try await seller.person.post(
            "/v1/promotions",
            #"{"name":"Once","kind":"percent_off","basis_points":1000}"#
        ).expect(201)
        let dear = try await overtaken()
        _ = try seller.server.query(
            """
            with ended as (
                update pricing.promotions set valid_until = '2020-03-01T00:00:00Z'
                where organization_id = $1 and id = $2)
            select 1
            """, [try uuid(of: seller.id), try uuid(of: cheap.text("id"))], in: seller.id)
        _ = try seller.server.query(
            """
            update orders.draft_orders d set book_version = b.version from pricing.books b
            where d.organization_id = $1 and b.organization_id = $1 and d.state = 'open'
            """, [try uuid(of: seller.id)], in: seller.id)
        let moved = try await buyer.place(dear).expect(409, "prices-moved")
        #expect(try moved.integer("total_now") == 2 * Seller.price(0))
    }
}
