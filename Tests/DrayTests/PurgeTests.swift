import Bedrock
import HTTP
import Postgres
import Testing
import Wire

@Suite("What nobody will ask for again is forgotten")
struct PurgeTests {
    private func count(_ server: TestServer, _ table: String) throws -> Int {
        try server.query("select count(*) from \(table)")[0][0].flatMap { Int($0) } ?? -1
    }

    private func date(_ server: TestServer, key: String, days: Int) throws {
        _ = try server.query(
            """
            update platform.idempotency_keys set created_at = now() - make_interval(days => $2)
            where key = $1
            """, [key, "\(days)"])
    }

    @Test("a key gives its first answer for seven days, and is new after that")
    func keys() async throws {
        let server = try await TestServer()
        let seller = try await Seller.make(on: server)
        func make() async throws -> Answer {
            try await server.client.send(
                .post, "/v1/brands", json: #"{"name":"Brand \#(seller.trader.canary)"}"#,
                token: seller.person.token, key: "the-key")
        }
        let first = try await make().expect(201)
        try date(server, key: "the-key", days: 6)
        #expect(try await server.purge()[0] == 0)
        #expect(try await make().expect(201).body == first.body)
        try date(server, key: "the-key", days: 8)
        #expect(try await server.purge()[0] == 1)
        // Carried out anew, it finds what the first one made.
        try await make().expect(409, "name-taken")
        await server.stop()
    }

    @Test("more than a batch goes in several, and what is young stays")
    func batches() async throws {
        let server = try await TestServer()
        _ = try server.query(
            """
            insert into platform.idempotency_keys (scope, key, operation, request_hash, created_at)
            select gen_random_uuid(), 'k' || n, 'test', '', now() - make_interval(hours => n)
            from generate_series(1, 2600) n
            """)
        let before = try count(server, "platform.idempotency_keys")
        // The 168th was a week old when it was written.
        #expect(try await server.purge() == [2_600 - 7 * 24 + 1, 0, 0, 0, 0])
        #expect(try count(server, "platform.idempotency_keys") == before - 2_600 + 7 * 24 - 1)
        #expect(try await server.purge() == [0, 0, 0, 0, 0])
        await server.stop()
    }

    @Test("sessions and codes go thirty days after their end, however they ended")
    func sessions() async throws {
        let server = try await TestServer()
        let person = try await Person.make(server.client)
        let month = Duration.seconds(30 * 86_400)
        let now = Instant.now()
        let sessions = try count(server, "identity.sessions")
        _ = try server.query(
            """
            insert into identity.sessions
                (id, account_id, refresh_hash, expires_at, revoked_at)
            select gen_random_uuid(), a.id, '', now() + ended.expires, now() + ended.revoked
            from (select id from identity.accounts limit 1) a, (values
                (interval '-31 days', null::interval),
                (interval '20 days', interval '-31 days'),
                (interval '-29 days', null),
                (interval '20 days', interval '-29 days')) ended (expires, revoked)
            """)
        _ = try server.query(
            """
            insert into identity.codes (account_id, purpose, code_hash, expires_at, tries_left)
            select a.id, p.purpose, '', now() + p.expires, 5
            from (select id from identity.accounts limit 1) a, (values
                ('sign_in', interval '-31 days'), ('reset_password', interval '-29 days')
            ) p (purpose, expires)
            """)
        #expect(try await server.purge(at: now) == [0, 2, 1, 0, 0])
        #expect(try await server.purge(at: now.advanced(by: .seconds(2 * 86_400)))[1...2] == [2, 1])
        #expect(try count(server, "identity.sessions") == sessions)
        try await person.get("/v1/me").expect(200)
        // Long after its expiry a session that was never signed out goes too.
        let all = try await server.purge(at: now.advanced(by: month * 3))
        #expect(all[1] == Int64(sessions))
        try await person.get("/v1/me").expect(401)
        await server.stop()
    }

    @Test("security events and devices go by the ages that are set; a device met again is new")
    func accounts() async throws {
        let server = try await TestServer(with: [
            "DRAY_SECURITY_EVENT_MEMORY": "240h", "DRAY_DEVICE_MEMORY": "48h",
        ])
        let person = try await Person.make(server.client)
        func letters() async throws -> Int {
            try await server.client.send(.get, "/dev/mailbox?to=\(person.email)").expect(200)[
                "items"]?.items?.count ?? -1
        }
        let events = try count(server, "identity.account_events")
        let devices = try count(server, "identity.devices")
        let told = try await letters()
        let day = Duration.seconds(86_400), now = Instant.now()
        #expect(try await server.purge(at: now.advanced(by: day))[3...] == [0, 0])
        #expect(try await server.purge(at: now.advanced(by: day * 3))[3...] == [0, Int64(devices)])
        _ = try await person.again()
        #expect(try await letters() == told + 1)
        _ = try await person.again()
        #expect(try await letters() == told + 1)
        let later = try await server.purge(at: now.advanced(by: day * 11))
        #expect(later[3] == Int64(events) + 2 && later[4] == 1)
        #expect(try count(server, "identity.account_events") == 0)
        await server.stop()
    }

    @Test("by one server at a time")
    func lock() async throws {
        let server = try await TestServer()
        _ = try server.query(
            """
            insert into platform.idempotency_keys (scope, key, operation, request_hash, created_at)
            values (gen_random_uuid(), 'old', 'test', '', now() - interval '8 days')
            """)
        let other = try AdminConnection(ConnectionSettings(server.address))
        try other.execute("begin")
        #expect(try other.query("select platform.take_purge()") == [["t"]])
        #expect(try await server.purge() == [0, 0, 0, 0, 0])
        try other.execute("commit")
        #expect(try await server.purge() == [1, 0, 0, 0, 0])
        await server.stop()
    }

    @Test("at a server's start already")
    func start() async throws {
        let server = try await TestServer()
        _ = try server.query(
            """
            insert into platform.idempotency_keys (scope, key, operation, request_hash, created_at)
            values (gen_random_uuid(), 'old', 'test', '', now() - interval '8 days')
            """)
        let process = try ServerProcess(database: server.address)
        var tries = 0
        while try count(server, "platform.idempotency_keys where key = 'old'") > 0, tries < 10_000 {
            tries += 1
        }
        #expect(tries < 10_000)
        let figures = try await process.client.send(.get, "/metrics").expect(200)
        #expect(
            String(decoding: figures.body, as: UTF8.self).contains("dray_purged_total"))
        #expect(process.end() == 0)
        await server.stop()
    }
}
