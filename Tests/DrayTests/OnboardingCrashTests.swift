import Glibc
import HTTP
import Postgres
import RawHTTP
import Rclone
import TemporaryFolder
import Testing
import Wire

@Suite("Nothing that was given to an onboarding is dropped", .serialized)
struct OnboardingCrashTests {
    @Test("the server is killed after every step, and each goes on from another device")
    func everyStep() async throws {
        let folder = try TemporaryFolder("storage")
        defer { folder.remove() }
        let host = try await TestServer(with: folder.settings)
        let begun = try await Person.make(host.client)
        let id = try await Trader.start("retailer", begun)
        let path = "/v1/onboardings/\(id)"
        var person = begun
        var server = try ServerProcess(database: host.address, with: folder.settings)
        /// Kills the server right after its answer and comes back by a new session.
        func next(_ state: String) async throws -> Answer {
            server.killAtOnce()
            server = try ServerProcess(database: host.address, with: folder.settings)
            person = try await Person.signIn(
                server.client, email: begun.email, password: begun.password)
            let seen = try await person.get(path).expect(200)
            #expect(seen["state"]?.text == state)
            return seen
        }
        person = try await Person.signIn(
            server.client, email: begun.email, password: begun.password)
        try await person.put("\(path)/details", Trader.details(named: "Kept"), ifMatch: "*")
            .expect(200)
        let given = try await next("business_details")
        #expect(given["details.trade_name"]?.text == "Kept")
        try await person.post("\(path)/set-up", Trader.setUp("kept"), key: "set-up").expect(201)
        _ = try await next("set_up")
        let again = try await person.post("\(path)/set-up", Trader.setUp("kept"))
        again.expect(409, "illegal-move")
        let license = try await person.get("\(path)/requirements").expect(200)
        let applicant = Applicant(
            server: host, person: person, onboarding: id,
            requirements: ["license": try #require(license.license)])
        let bytes = Paper.pdf(50_000)
        let first = try await applicant.upload("license", bytes, key: "the one", to: server.client)
            .expect(201)
        _ = try await next("set_up")
        let repeated = try await applicant.upload(
            "license", bytes, key: "the one", as: person, to: server.client
        ).expect(201)
        #expect(repeated.body == first.body)
        try await person.put("\(path)/documents", Trader.documents, ifMatch: "*").expect(200)
        _ = try await next("documents")
        try await person.post("\(path)/submit", key: "submit").expect(200)
        _ = try await next("submitted")
        try await person.post("\(path)/submit").expect(409, "illegal-move")
        let shown = try await person.get("\(path)/requirements").expect(200)
        let documents = shown["requirements"]?.items?.flatMap { $0["documents"]?.items ?? [] }
        #expect(documents?.count == 1)
        let url = try await person.post(
            "\(path)/documents/\(try first.text("id"))/link", key: nil).expect(200).text("url")
        #expect(try await Applicant.follow(url, server.client).body == bytes)
        #expect(server.end() == 0)
        await host.stop()
    }

    @Test("killed between the bytes and their row: asked again it is there once, and the rest goes")
    func betweenBytesAndRow() async throws {
        let folder = try TemporaryFolder("storage")
        defer { folder.remove() }
        let host = try await TestServer(with: folder.settings)
        let applicant = try await Applicant.make("retailer", on: host)
        let server = try ServerProcess(database: host.address, with: folder.settings)
        let owner = try AdminConnection(ConnectionSettings(host.address))
        try owner.execute("begin")
        _ = try owner.query("select set_config('app.platform', 'on', true)")
        _ = try owner.query(
            "select id from organizations.onboardings where id = $1::uuid for update",
            [try uuid(of: applicant.onboarding)])
        let bytes = Paper.pdf(60_000)
        async let answer = try? applicant.upload("license", bytes, key: "one", to: server.client)
        // The row's transaction now waits for ours: the bytes are stored.
        try await until {
            try host.query(
                """
                select 1 from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock'
                """).isEmpty == false
        }
        server.killAtOnce()
        try owner.execute("rollback")
        #expect(await answer == nil)
        #expect(try folder.files(under: "documents").count == 1)
        let seen = try await applicant.requirement("license")
        #expect(seen["documents"]?.items == [])
        let made = try await applicant.upload("license", bytes, key: "one").expect(201)
        #expect(try await applicant.requirement("license")["documents"]?.items?.count == 1)
        #expect(try folder.files(under: "documents").count == 2)
        // Nobody claims the other one; an hour later it goes, and nothing else does.
        #expect(await host.sweepObjects() == 0)
        try owner.execute(
            "update storage.loose_objects set noted_at = noted_at - interval '2 hours'")
        #expect(await host.sweepObjects() == 1)
        #expect(await host.sweepObjects() == 0)
        let id = try made.text("id")
        let uuid = try uuid(of: id)
        #expect(try folder.files(under: "documents") == ["documents/\(uuid.suffix(2))/\(uuid)"])
        let url = try await applicant.person.post(
            "\(applicant.path)/documents/\(id)/link", key: nil).expect(200).text("url")
        #expect(try await Applicant.follow(url, host.client).body == bytes)
        await host.stop()
    }

    @Test("an upload that breaks off half-way leaves nothing, and is taken when it comes again")
    func brokenOff() async throws {
        let folder = try TemporaryFolder("storage")
        defer { folder.remove() }
        let host = try await TestServer(with: folder.settings)
        let applicant = try await Applicant.make("retailer", on: host)
        let bytes = Paper.pdf(200_000)
        do {
            let raw = try host.connect()
            let license = applicant.requirements["license"]!
            raw.send(
                """
                POST \(applicant.path)/requirements/\(license)/documents HTTP/1.1\r\nHost: h\r\n\
                Authorization: Bearer \(applicant.person.token)\r\nIdempotency-Key: half\r\n\
                Content-Type: application/pdf\r\nContent-Length: \(bytes.count)\r\n\r\n
                """)
            raw.send(Array(bytes.prefix(150_000)))
            try await until { try folder.files(under: "incoming").count == 1 }
        }
        try await until { try folder.files().isEmpty }
        #expect(try await applicant.requirement("license")["documents"]?.items == [])
        try await applicant.upload("license", bytes, key: "half").expect(201)
        #expect(try folder.files(under: "incoming").isEmpty)
        await host.stop()
    }

    @Test("what is stored and no longer what was uploaded is handed to nobody")
    func damaged() async throws {
        let folder = try TemporaryFolder("storage")
        defer { folder.remove() }
        let host = try await TestServer(with: folder.settings)
        let applicant = try await Applicant.make("retailer", on: host)
        let bytes = Paper.pdf(100_000)
        let id = try await applicant.upload("license", bytes).expect(201).text("id")
        let url = try await applicant.person.post(
            "\(applicant.path)/documents/\(id)/link", key: nil).expect(200).text("url")
        #expect(try await Applicant.follow(url, host.client).expect(200).body == bytes)
        let path = "\(folder.path)/\(try folder.files(under: "documents")[0])"
        // Bytes are random: what is put there must be another than was.
        let other = bytes[5_000] == UInt8(ascii: "x") ? "y" : "x"
        let damages = [
            "printf \(other) | dd of=\(path) bs=1 seek=5000 conv=notrunc",
            "truncate -s 99 \(path)",
        ]
        for damage in damages {
            #expect(system("\(damage) 2> /dev/null") == 0)
            await #expect(throws: ClientError.self, "\(damage)") {
                _ = try await Applicant.follow(url, host.client)
            }
        }
        #expect(unlink(path) == 0)
        try await Applicant.follow(url, host.client).expect(404, "not-found")
        // That it was asked for says nothing about the row: it is there to be deleted.
        try await applicant.person.delete("\(applicant.path)/documents/\(id)").expect(204)
        await host.stop()
    }

    @Test("what is deleted is gone with its bytes")
    func deleted() async throws {
        let folder = try TemporaryFolder("storage")
        defer { folder.remove() }
        let host = try await TestServer(with: folder.settings)
        let applicant = try await Applicant.make("retailer", on: host)
        let id = try await applicant.upload().expect(201).text("id")
        #expect(try folder.files().count == 1)
        try await applicant.person.delete("\(applicant.path)/documents/\(id)").expect(204)
        #expect(try folder.files().isEmpty)
        #expect(try host.query("select key from storage.loose_objects").isEmpty)
        await host.stop()
    }

    @Test("a server sweeps by itself")
    func sweeping() async throws {
        let folder = try TemporaryFolder("storage")
        defer { folder.remove() }
        let host = try await TestServer(
            with: folder.settings.merging(["DRAY_STORAGE_SWEEP": "1s"]) { $1 })
        _ = try host.query(
            """
            insert into storage.loose_objects (key, noted_at, condemned_at)
            values ('documents/00/gone', now(), now())
            """)
        try await until {
            try host.query("select key from storage.loose_objects").isEmpty
        }
        await host.stop()
    }

    @Test("two uploads by one key at once: one is taken, and both may learn of it")
    func oneKeyTwice() async throws {
        let folder = try TemporaryFolder("storage")
        defer { folder.remove() }
        let host = try await TestServer(with: folder.settings)
        let applicant = try await Applicant.make("retailer", on: host)
        let bytes = Paper.pdf(100_000)
        let answers = try await concurrently(6) { _ in
            try await applicant.upload("license", bytes, key: "same")
        }
        for answer in answers where answer.status != 201 {
            answer.expect(409, "idempotency-key-in-flight")
        }
        let taken = try await applicant.upload("license", bytes, key: "same").expect(201)
        for answer in answers where answer.status == 201 { #expect(answer.body == taken.body) }
        let shown = try await applicant.requirement("license")
        #expect(shown["documents"]?.items?.count == 1)
        // The bytes of those that came second wait for the sweep, and are noted.
        let objects = try folder.files(under: "documents").count
        let noted = try host.query("select key from storage.loose_objects").count
        #expect(objects == noted + 1)
        await host.stop()
    }

    @Test("a volume without room is a 507 by name")
    func full() async throws {
        let folder = try TemporaryFolder("storage")
        defer { folder.remove() }
        let host = try await TestServer(
            with: folder.settings.merging(["DRAY_STORAGE_RESERVE": "1048576GiB"]) { $1 })
        let applicant = try await Applicant.make("retailer", on: host)
        try await applicant.upload().expect(507, "storage-full")
        #expect(try folder.files().isEmpty)
        await host.stop()
    }

    @Test("on S3: away is 503 and nothing is lost; a wrong secret is refused and never shown")
    func onS3() async throws {
        let folder = try TemporaryFolder("storage")
        defer { folder.remove() }
        mkdir("\(folder.path)/s3", 0o700)
        let s3 = try RcloneServer(folder: "\(folder.path)/s3")
        var settings = folder.settings
        settings["DRAY_S3_ENDPOINT"] = s3.endpoint
        settings["DRAY_S3_BUCKET"] = RcloneServer.bucket
        settings["DRAY_S3_ACCESS_KEY"] = RcloneServer.accessKey
        settings["DRAY_S3_SECRET_KEY"] = RcloneServer.secretKey
        let host = try await TestServer(with: settings)
        let applicant = try await Applicant.make("retailer", on: host)
        let bytes = Paper.pdf(200_000)
        let id = try await applicant.upload("license", bytes).expect(201).text("id")
        let path = "\(applicant.path)/documents/\(id)"
        let url = try await applicant.person.post("\(path)/link", key: nil).expect(200).text("url")
        #expect(try await Applicant.follow(url, host.client).expect(200).body == bytes)
        s3.end()
        try await applicant.upload("license", bytes, key: "away").expect(503, "unavailable")
        try await Applicant.follow(url, host.client).expect(503, "unavailable")
        try await applicant.person.delete(path).expect(204)
        let back = try RcloneServer(folder: "\(folder.path)/s3", port: s3.port)
        try await applicant.upload("license", bytes, key: "away").expect(201)
        #expect(try folder.files(under: "s3").count == 2)
        #expect(await host.sweepObjects() == 1)
        #expect(try folder.files(under: "s3").count == 1)
        settings["DRAY_S3_SECRET_KEY"] = "not-the-secret-of-that-server"
        let wrong = try ServerProcess(database: host.address, with: settings)
        let refused = try await applicant.upload("license", bytes, to: wrong.client)
            .expect(503, "unavailable")
        #expect(!refused.bodyText.contains("Signature"))
        #expect(wrong.end() == 0)
        #expect(!host.logged().contains(RcloneServer.secretKey))
        #expect(!host.logged().contains(String(url.split(separator: "=")[1])))
        back.end()
        await host.stop()
    }

    /// Asks until it is so; gives up after half a minute.
    private func until(_ isSo: () throws -> Bool) async throws {
        for _ in 0..<6_000 {
            if try isSo() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TestFailure("it never came to that")
    }
}

extension Answer {
    /// The id of the licence's requirement in a list of them.
    fileprivate var license: String? {
        self["requirements"]?.items?.first { $0["kind"]?.text == "license" }?["id"]?.text
    }
}
