import Testing
import Wire

@Suite("Stock is never sold twice")
struct StockTests {
    /// Stock rows whose movements don't sum to their levels.
    private func unbalanced(_ seller: Seller) throws -> [[String?]] {
        try seller.server.query(
            """
            select l.variant_id, l.on_hand, sum(m.on_hand_delta), l.allocated,
                sum(m.allocated_delta)
            from inventory.stock_levels l left join inventory.stock_movements m
                on m.organization_id = l.organization_id and m.warehouse_id = l.warehouse_id
                and m.variant_id = l.variant_id
            where l.organization_id = $1
            group by l.organization_id, l.warehouse_id, l.variant_id, l.on_hand, l.allocated
            having l.on_hand <> coalesce(sum(m.on_hand_delta), 0)
                or l.allocated <> coalesce(sum(m.allocated_delta), 0)
            """, [try uuid(of: seller.id)], in: seller.id)
    }

    @Test("what there is not enough of is named, and nothing is taken")
    func shortage() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make(stock: 10))
        let draft = try await buyer.draft([(0, "case", 1), (1, "bottle", 2)]).text("id")
        let answer = try await buyer.place(draft).expect(409, "out-of-stock")
        #expect(answer["short"]?.items?.count == 1)
        #expect(answer["short.0.sku"]?.text == buyer.seller.variants[0].sku)
        #expect(answer["short.0.needed"]?.integer == 12)
        #expect(answer["short.0.available"]?.integer == 10)
        #expect(try await buyer.seller.available(0) == 10)
        #expect(try await buyer.seller.available(1) == 10)
        try await buyer.seller.receive(2)
        try await buyer.place(draft).expect(201)
        #expect(try unbalanced(buyer.seller).isEmpty)
    }

    @Test("two lines of one basket on the same stock count together")
    func together() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make(stock: 20))
        let lines = [(0, "case", 1), (0, "bottle", 9)]
        let draft = try await buyer.draft(lines.map { (place: $0.0, unit: $0.1, quantity: $0.2) })
        let answer = try await buyer.place(try draft.text("id")).expect(409, "out-of-stock")
        #expect(answer["short.0.needed"]?.integer == 21)
        #expect(answer["short.0.lines"]?.items == [.integer(1), .integer(2)])
    }

    @Test("of 32 who want the last 20 bottles at once, exactly 20 get one")
    func hot() async throws {
        let seller = try await Seller.make(variants: 1, stock: 20)
        let buyer = try await Buyer.make(of: seller)
        let drafts = try await concurrently(32) { _ in try await buyer.draft().text("id") }
        let statuses = try await concurrently(32) { place in
            let answer = try await buyer.place(drafts[place])
            if answer.status != 201 { answer.expect(409, "out-of-stock") }
            return answer.status
        }
        #expect(statuses.filter { $0 == 201 }.count == 20)
        #expect(try await seller.available(0) == 0)
        #expect(try unbalanced(seller).isEmpty)
    }

    @Test("pairs that cross on two variants all get through, without a deadlock")
    func crossing() async throws {
        let seller = try await Seller.make(variants: 2, stock: 64)
        let buyer = try await Buyer.make(of: seller)
        let drafts = try await concurrently(64) { place in
            let first = place % 2
            return try await buyer.draft([(first, "bottle", 1), (1 - first, "bottle", 1)])
                .text("id")
        }
        _ = try await concurrently(64) { place in
            try await buyer.place(drafts[place]).expect(201).status
        }
        #expect(try await seller.available(0) == 0)
        #expect(try await seller.available(1) == 0)
        #expect(try unbalanced(seller).isEmpty)
    }

    @Test("corrections move the level, say why, and never take what is promised")
    func corrections() async throws {
        let seller = try await Seller.make(variants: 1, stock: 10)
        let buyer = try await Buyer.make(of: seller)
        try await buyer.place(try await buyer.draft([(0, "bottle", 8)]).text("id")).expect(201)
        func adjust(_ change: String) async throws -> Answer {
            try await seller.person.post(
                "/v1/stock-adjustments",
                """
                {"warehouse_id":"\(seller.warehouse)","variant_id":"\(seller.variants[0].id)",
                \(change),"reason":"breakage"}
                """)
        }
        try await adjust(#""delta":-1"#).expect(201)
        try await adjust(#""delta":-2"#).expect(409, "stock-committed")
        try await adjust(#""counted":8"#).expect(201)
        try await adjust(#""counted":7"#).expect(409, "stock-committed")
        #expect(try await seller.available(0) == 0)
        let query = "warehouse_id=\(seller.warehouse)&variant_id=\(seller.variants[0].id)"
        let movements = try await seller.person.get("/v1/stock-movements?\(query)").expect(200)
        #expect(movements["items"]?.items?.count == 4)
        #expect(try unbalanced(seller).isEmpty)
    }

    @Test("random receipts, orders and corrections leave every level the sum of its movements")
    func property() async throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        var random = SeededRandom(seed: seed)
        let seller = try await Seller.make(variants: 3, stock: 30)
        let buyer = try await Buyer.make(of: seller)
        let plans = (0..<40).map { _ in
            (
                kind: Int.random(in: 0..<4, using: &random),
                place: Int.random(in: 0..<3, using: &random),
                quantity: Int.random(in: 1...9, using: &random)
            )
        }
        _ = try await concurrently(plans.count) { index in
            let plan = plans[index]
            if plan.kind == 0 {
                try await seller.receive(plan.quantity)
                return true
            }
            if plan.kind == 1 {
                let sku = seller.variants[plan.place].sku
                let answer = try await seller.person.post(
                    "/v1/stock-adjustments",
                    """
                    {"warehouse_id":"\(seller.warehouse)","sku":"\(sku)",
                    "delta":\(-plan.quantity),"reason":"breakage"}
                    """)
                return answer.status < 500
            }
            let other = (plan.place + 1) % 3
            let draft = try await buyer.draft(
                [(plan.place, "bottle", plan.quantity), (other, "bottle", 1)])
            return try await buyer.place(try draft.text("id")).status < 500
        }
        #expect(try unbalanced(seller).isEmpty, "seed \(seed)")
        for place in 0..<3 {
            #expect(try await seller.available(place) >= 0, "seed \(seed)")
        }
    }
}
