import RawHTTP
import Testing
import Wire

@Suite("A file outlives the server that was reading it")
struct ImportCrashTests {
    @Test("kill -9 amid an upload: it goes on where it was, elsewhere, and nothing is twice")
    func killed() async throws {
        let host = try await TestServer()
        let trader = try await Trader.make("wholesaler", on: host, until: .setUp)
        let rows = (0..<4_000).map { "K\($0),Item \($0)\n" }
        let file = Array(("sku,name\n" + rows.joined()).utf8)
        let server = try ServerProcess(database: host.address)
        let upload = try RawClient(port: server.client.port)
        upload.send(
            """
            POST /v1/imports/products?mode=skip_bad HTTP/1.1\r\nHost: h\r\n\
            Content-Type: text/csv\r\nIdempotency-Key: \(Client.freshKey())\r\n\
            Authorization: Bearer \(trader.person.token)\r\n\
            Content-Length: \(file.count)\r\n\r\n
            """)
        upload.send(Array(file[..<(file.count * 3 / 4)]))
        var read: Int64 = 0
        while read < 2_000 {
            let list = try await trader.get("/v1/imports").expect(200)
            read = list["items.0.rows_read"]?.integer ?? 0
        }
        server.killAtOnce()
        let list = try await trader.get("/v1/imports").expect(200)
        let next = try list.integer("items.0.next_row")
        #expect(next > 2_000 && next < 4_000)
        #expect(try await trader.get("/v1/products").expect(200)["items"]?.items?.isEmpty == true)
        // It begins again a little too early, as whoever doesn't know how much had come would.
        let rest = "sku,name\n" + rows[Int(next - 21)...].joined()
        let answer = try await trader.person.upload(
            "/v1/imports/products?resume=\(try list.text("items.0.id"))&mode=skip_bad"
                + "&from_row=\(next - 20)", rest
        ).expect(201)
        #expect(answer["rows_read"]?.integer == 4_000)
        #expect(answer["created"]?.integer == 4_000, "\(answer.bodyText)")
        #expect(answer["bad"]?.integer == 0)
        let known = try trader.server.query(
            "select count(*), count(distinct sku) from catalog.variants where organization_id = $1",
            [try uuid(of: trader.id)], in: trader.id)
        #expect(known == [["4000", "4000"]])
        await host.stop()
    }
}
