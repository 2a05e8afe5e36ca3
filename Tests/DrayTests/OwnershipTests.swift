import HTTP
import Testing
import Wire

@Suite("An organization has exactly one owner at every instant")
struct OwnershipTests {
    private func owners(_ trader: Trader) throws -> [String?] {
        try trader.server.query(
            """
            select account_id from permissions.assignments
            where organization_id = $1 and role = 'owner'
            """, [try uuid(of: trader.id)], in: trader.id
        ).map { $0[0] }
    }

    private func offer(_ trader: Trader, to person: Person) async throws -> Answer {
        try await trader.post("/v1/ownership-transfers", #"{"account_id":"\#(person.account)"}"#)
    }

    @Test("it is offered, accepted, and moves with all that the system gave")
    func transfer() async throws {
        var trader = try await Trader.make("wholesaler")
        var heir = try await trader.employ()
        let id = try await offer(trader, to: heir).expect(201).text("id")
        try await offer(trader, to: heir).expect(409, "conflict")
        try await trader.post("/v1/ownership-transfers/\(id)/accept").expect(404)
        #expect(try owners(trader) == [try uuid(of: trader.person.account)])
        try await heir.post("/v1/ownership-transfers/\(id)/accept").expect(200)
        #expect(try owners(trader) == [try uuid(of: heir.account)])
        try await trader.get("/v1/organization").expect(401, "token-revoked")
        try await heir.renew()
        try await trader.person.renew()
        try await heir.post("/v1/brands", #"{"name":"Heir's"}"#).expect(201)
        try await trader.post("/v1/brands", #"{"name":"Founder's"}"#)
            .expect(403, "privilege-missing")
        try await heir.post("/v1/ownership-transfers/\(id)/accept").expect(409, "illegal-move")
        try await trader.post(
            "/v1/memberships/leave", #"{"organization_id":"\#(trader.id)"}"#).expect(204)
        #expect(try trader.count("ownership_offered") == 1)
        #expect(try trader.count("ownership_transferred") == 1)
    }

    @Test("it is declined by whom it was made to, withdrawn by who made it, taken by nobody else")
    func refusals() async throws {
        let trader = try await Trader.make("wholesaler")
        let heir = try await trader.employ()
        let other = try await trader.employ()
        let stranger = try await Person.make(trader.server.client)
        try await offer(trader, to: stranger).expect(404)
        try await offer(trader, to: trader.person).expect(403, "not-oneself")
        let first = try await offer(trader, to: heir).expect(201).text("id")
        for move in ["accept", "decline"] {
            try await other.post("/v1/ownership-transfers/\(first)/\(move)").expect(404)
        }
        try await heir.post("/v1/ownership-transfers/\(first)/withdraw")
            .expect(403, "privilege-missing")
        try await heir.post("/v1/ownership-transfers/\(first)/decline").expect(200)
        let second = try await offer(trader, to: heir).expect(201).text("id")
        try await trader.post("/v1/ownership-transfers/\(second)/withdraw").expect(200)
        try await heir.post("/v1/ownership-transfers/\(second)/accept")
            .expect(409, "illegal-move")
        #expect(try owners(trader) == [try uuid(of: trader.person.account)])
    }

    @Test("accepting, withdrawing and leaving at once leave one owner")
    func racing() async throws {
        let trader = try await Trader.make("wholesaler")
        for _ in 0..<5 {
            let heir = try await trader.employ()
            let offered = try await offer(trader, to: heir)
            guard offered.status == 201 else { break }
            let id = try offered.text("id")
            _ = try await concurrently(3) { place in
                switch place {
                case 0: try await heir.post("/v1/ownership-transfers/\(id)/accept").status
                case 1: try await trader.post("/v1/ownership-transfers/\(id)/withdraw").status
                default:
                    try await heir.post(
                        "/v1/memberships/leave", #"{"organization_id":"\#(trader.id)"}"#
                    ).status
                }
            }
            #expect(try owners(trader).count == 1)
            guard try owners(trader) == [try uuid(of: trader.person.account)] else { break }
        }
    }

    @Test("the database itself refuses a second owner")
    func second() async throws {
        let trader = try await Trader.make("wholesaler")
        let heir = try await trader.employ()
        #expect(throws: (any Error).self) {
            _ = try trader.server.query(
                """
                select permissions.grant_by_system($1::uuid, gen_random_uuid(), $2::uuid, 'owner',
                    now(), null, null, now())
                """, [try uuid(of: trader.id), try uuid(of: heir.account)], in: trader.id)
        }
        #expect(try owners(trader).count == 1)
    }
}
