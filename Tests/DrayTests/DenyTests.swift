import HTTP
import Testing
import Wire

@Suite("Denies come before every grant")
struct DenyTests {
    /// Changes the database as a task of step 2 will, with the epoch that ends tokens.
    private func change(_ trader: Trader, _ sql: String, _ id: String) throws {
        _ = try trader.server.query(sql, [try uuid(of: id)], in: trader.id)
    }

    @Test("in a disabled organization tokens end at once, and their successors say why")
    func disabled() async throws {
        var trader = try await Trader.make("wholesaler")
        try change(
            trader,
            """
            update organizations.organizations set state = 'disabled', epoch = epoch + 1
            where organization_id = $1
            """, trader.id)
        try await trader.get("/v1/products").expect(401, "token-revoked")
        try await trader.person.renew()
        try await trader.get("/v1/products").expect(403, "organization-disabled")
        try await trader.get("/v1/me").expect(200)
    }

    @Test("an account that is banned does nothing more, neither by token nor by password")
    func banned() async throws {
        let trader = try await Trader.make("wholesaler")
        try change(
            trader,
            "update identity.accounts set banned_at = now(), epoch = epoch + 1 where id = $1",
            trader.person.account)
        try await trader.get("/v1/products").expect(401, "token-revoked")
        try await trader.person.client.send(
            .post, "/v1/sessions",
            json: #"{"email":"\#(trader.person.email)","password":"\#(Person.password)"}"#
        ).expect(403, "account-banned")
        try await trader.person.client.send(
            .post, "/v1/sessions/refresh",
            json: #"{"refresh_token":"\#(trader.person.refreshToken)"}"#
        ).expect(403, "account-banned")
    }

    @Test("a seller that may trade no more is not found, and takes no requests")
    func sellerGone() async throws {
        let seller = try await Seller.make()
        try change(
            seller.trader,
            """
            update organizations.organizations set state = 'disabled', epoch = epoch + 1
            where organization_id = $1
            """, seller.id)
        let other = try await Trader.make("retailer")
        try await other.post("/v1/suppliers", #"{"seller_id":"\#(seller.id)"}"#).expect(422)
    }

    @Test("an answer that memory alone could give is no way around a revocation")
    func answersOfMemory() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let known = buyer.draftBody([(0, "bottle", 1)])
        let unknown = known.replacing(seller.variants[0].sku, with: "no-such-thing")
        // Every loop holds the book and the relation from here on.
        for _ in 0..<20 {
            try await buyer.person.post("/v1/price-checks", known, key: nil).expect(200)
        }
        let revoked = try await buyer.person.again()
        try await buyer.person.delete("/v1/sessions/\(revoked.session)").expect(204)
        for _ in 0..<20 {
            try await revoked.post("/v1/price-checks", known, key: nil)
                .expect(401, "token-revoked")
            try await revoked.post("/v1/draft-orders", unknown).expect(401, "token-revoked")
        }
        try await buyer.person.post("/v1/price-checks", known, key: nil).expect(200)
    }

    @Test("an access token is at most one kilobyte, whatever it allows")
    func tokenSize() async throws {
        let trader = try await Trader.make("wholesaler")
        #expect(trader.person.token.utf8.count <= 1_024)
    }
}
