import Bedrock
import HTTP
import Platform
import Postgres
import RawHTTP
import Testing
import Wire

@Suite("A stream of events")
struct EventStreamTests {
    /// An import that never ends by itself.
    private func running(_ trader: Trader) throws -> String {
        let id = ID<Import>.make()
        _ = try trader.server.query(
            """
            insert into exchange.imports
                (organization_id, id, kind, mode, state, account_id, started_at)
            values ($1, $2, 'products', 'skip_bad', 'running', $3, now())
            """,
            [try uuid(of: trader.id), try uuid(of: id.text), try uuid(of: trader.person.account)],
            in: trader.id)
        return id.text
    }

    @Test("tells how an import goes on while its file is still coming, and how it ended")
    func follows() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let rows = (0..<3_000).map { "P\($0),Item \($0)\n" }
        let file = Array(("sku,name\n" + rows.joined()).utf8)
        let upload = try trader.server.connect()
        upload.send(
            """
            POST /v1/imports/products HTTP/1.1\r\nHost: h\r\nContent-Type: text/csv\r\n\
            Authorization: Bearer \(trader.person.token)\r\n\
            Idempotency-Key: \(Client.freshKey())\r\nContent-Length: \(file.count)\r\n\r\n
            """)
        upload.send(Array(file[..<(file.count / 2)]))
        var id: String?
        while id == nil {
            id = try await trader.get("/v1/imports").expect(200)["items.0.id"]?.text
        }
        let events = try EventReader(
            trader.server, "/v1/imports/\(id!)/progress", trader.person)
        #expect(events.status == 200)
        #expect(events.headers["content-type"] == "text/event-stream")
        #expect(events.headers["cache-control"] == "no-store")
        var seen: [Int64] = []
        while seen.last ?? 0 < 1_000 {
            let event = try #require(try events.next())
            #expect(event.name == "progress")
            #expect(event.data["state"]?.text == "running")
            seen.append(event.data["rows_read"]?.integer ?? 0)
        }
        #expect(seen == seen.sorted())
        upload.send(Array(file[(file.count / 2)...]))
        #expect(try upload.answer().status == 201)
        var last = try events.next()
        while let next = try events.next() { last = next }
        #expect(last?.name == "finished")
        #expect(last?.data["state"]?.text == "applied")
        #expect(last?.data["created"]?.integer == 3_000)
    }

    @Test("is refused as anything else is, before its first byte")
    func refused() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let other = try await Trader.make("wholesaler", until: .setUp)
        let id = try running(trader)
        try await other.get("/v1/imports/\(id)/progress").expect(404, "not-found")
        try await trader.server.client.send(.get, "/v1/imports/\(id)/progress")
            .expect(401, "sign-in-required")
    }

    @Test("says that it is there, and ends when the token behind it is revoked")
    func revoked() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let events = try EventReader(
            trader.server, "/v1/imports/\(try running(trader))/progress", trader.person)
        #expect(try events.next()?.name == "progress")
        try events.comment()
        try await trader.person.delete("/v1/sessions").expect(204)
        let event = try #require(try events.next())
        #expect(event.name == "problem")
        #expect(event.data["type"]?.text == "/problems/token-revoked")
        #expect(try events.next() == nil)
    }

    @Test("ends in good order when the server is told to end")
    func drained() async throws {
        let server = try await TestServer()
        let trader = try await Trader.make("wholesaler", on: server, until: .setUp)
        let events = try (0..<3).map { _ in
            try EventReader(server, "/v1/imports/\(try running(trader))/progress", trader.person)
        }
        for reader in events { #expect(try reader.next()?.name == "progress") }
        await server.stop()
        for reader in events { #expect(try reader.next() == nil) }
    }
}
