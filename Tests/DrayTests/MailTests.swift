import Bedrock
import Cryptography
import Glibc
import HTTP
import SMTP
import Testing
import Wire

@Suite("Letters reach a real mail server", .timeLimit(.minutes(3)))
struct MailTests {
    private struct State: Equatable {
        let attempts: Int
        let isDue: Bool
        let isSent: Bool
        let error: String
    }

    private func queue(
        _ server: TestServer, _ recipient: String, _ subject: String, _ body: String
    ) throws {
        _ = try server.query(
            "select platform.queue_mail($1::uuid, $2, $3, $4)",
            [try uuid(of: Client.freshKey()), recipient, subject, body])
    }

    private func state(_ server: TestServer, _ recipient: String) throws -> State {
        let row = try server.query(
            """
            select attempts, next_attempt_at is not null, sent_at is not null, last_error
            from platform.mails where recipient = $1
            """, [recipient])[0]
        return State(
            attempts: Int(row[0] ?? "") ?? -1, isDue: row[1] == "t", isSent: row[2] == "t",
            error: row[3] ?? "")
    }

    /// Asks until the letter's row is as it should be: the mail server speaks before the row does.
    private func settled(
        _ server: TestServer, _ recipient: String, _ isSettled: (State) -> Bool
    ) async throws -> State {
        for _ in 0..<20_000 {
            let state = try state(server, recipient)
            if isSettled(state) { return state }
            await Task.yield()
        }
        return try state(server, recipient)
    }

    /// Lets the pause or the lease of a letter be over.
    private func letTimePass(_ server: TestServer, _ recipient: String) throws {
        _ = try server.query(
            "update platform.mails set next_attempt_at = now() where recipient = $1 "
                + "and next_attempt_at is not null", [recipient])
        _ = try server.query("notify dray_mail")
    }

    private func text(_ letter: JSON) -> String? {
        letter["body"]?.text.flatMap { Base64.decode($0) }.map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    @Test("a letter arrives as it was written, and what it said isn't kept")
    func arrives() async throws {
        let post = try MailServer()
        let server = try await TestServer(with: post.settings())
        let email = "zoe-\(Client.freshKey())@example.com"
        try await server.client.send(
            .post, "/v1/accounts",
            json: #"{"email":"\#(email)","name":"Zoë Żółć 酒","password":"\#(Person.password)"}"#
        ).expect(201)
        let letter = try await post.next("letter", to: email)
        let subject = try #require(letter["subject"]?.text)
        let code = String(subject.prefix(6))
        #expect(subject == "\(code) is your code")
        let body = try #require(text(letter))
        #expect(body.contains("Hello Zoë Żółć 酒,\r\n"))
        #expect(body.contains("your code is \(code)"))
        #expect(letter["sender"]?.text == "no-reply@dray.test")
        #expect(letter["source"]?.text == "Dray & Söhne <no-reply@dray.test>")
        #expect(letter["id"]?.text?.hasSuffix("@dray.test>") == true)
        #expect(letter["encrypted"]?.bool == false)
        try await server.client.send(
            .post, "/v1/accounts/verify", json: #"{"email":"\#(email)","code":"\#(code)"}"#
        ).expect(204)
        let done = try await settled(server, email, \.isSent)
        #expect(done == State(attempts: 1, isDue: false, isSent: true, error: ""))
        let kept = try server.query(
            "select subject, body from platform.mails where recipient = $1", [email])
        #expect(kept == [["", ""]])
        await server.stop()
    }

    @Test("whatever a letter says, it is one letter with the headers it should have")
    func hostile() async throws {
        let post = try MailServer()
        let server = try await TestServer(with: post.settings())
        let seed = getenv("DRAY_SEED").flatMap { UInt64(String(cString: $0)) }
            ?? .random(in: 0...(.max))
        print("letters from seed \(seed)")
        var random = SeededRandom(seed: seed)
        let scraps = [
            "\r\n", "\n", "\r", ".", "\r\n.\r\n", "Bcc: evil@example.com", "=?utf-8?B?SGk=?=", " ",
            "ä", "酒", "🍷", "e\u{301}", "\t", "\u{85}", "\u{2028}", "\"", "\\", "<script>",
            "RSET\r\n", String(repeating: "long ", count: 300), "plain words",
        ]
        func some() -> String {
            (0..<Int.random(in: 1...12, using: &random)).map { _ in
                scraps.randomElement(using: &random)!
            }.joined()
        }
        var written: [String: (subject: String, body: String)] = [:]
        for number in 0..<60 {
            let letter = (subject: some(), body: some())
            written["r\(number)@example.com"] = letter
            try queue(server, "r\(number)@example.com", letter.subject, letter.body)
        }
        let wanted = [
            "Date", "From", "To", "Message-ID", "Subject", "MIME-Version", "Content-Type",
            "Content-Transfer-Encoding", "Auto-Submitted",
        ]
        for letter in try await post.next(written.count) {
            let to = try #require(letter["to"]?.text)
            let given = try #require(written[to])
            written[to] = nil
            #expect(letter["recipients"]?.integer == 1)
            #expect(letter["defects"]?.integer == 0)
            #expect(letter["names"]?.items?.compactMap(\.text) == wanted)
            #expect((letter["longest"]?.integer ?? .max) <= 100)
            func lines(_ text: String) -> [[UInt8]] {
                var lines: [[UInt8]] = [[]]
                var previous: UInt8 = 0
                for byte in text.utf8 {
                    if byte == 0x0D || byte == 0x0A && previous != 0x0D { lines.append([]) }
                    if byte != 0x0D && byte != 0x0A { lines[lines.count - 1].append(byte) }
                    previous = byte
                }
                return lines
            }
            #expect(lines(text(letter) ?? "") == lines(given.body), "seed \(seed)")
        }
        #expect(written.isEmpty)
        await server.stop()
    }

    @Test("a letter refused for now is tried again later, one refused for good is not")
    func refused() async throws {
        let post = try MailServer()
        let server = try await TestServer(with: post.settings())
        let busy = "busy-1@example.com", gone = "gone-1@example.com"
        try queue(server, busy, "Hello", "Hello")
        try queue(server, gone, "Hello", "Hello")
        _ = try await post.next("refused", to: busy)
        let postponed = try await settled(server, busy) { !$0.error.isEmpty }
        #expect(postponed.isDue && !postponed.isSent && postponed.attempts == 1)
        #expect(postponed.error.contains("451 4.7.1 Come back later"))
        let ended = try await settled(server, gone) { !$0.error.isEmpty }
        #expect(!ended.isDue && !ended.isSent && ended.attempts == 1)
        #expect(ended.error.contains("550 5.1.1"))
        // Not tried before its time, and not for ever.
        _ = try server.query("notify dray_mail")
        try letTimePass(server, busy)
        _ = try await post.next("refused", to: busy)
        #expect(try await settled(server, busy) { $0.attempts == 2 }.attempts == 2)
        _ = try server.query(
            "update platform.mails set attempts = $1::int - 1 where recipient = $2",
            ["\(MailLimits.attempts)", busy])
        try letTimePass(server, busy)
        _ = try await post.next("refused", to: busy)
        let last = try await settled(server, busy) { !$0.isDue }
        #expect(!last.isDue && !last.isSent && last.attempts == Int(MailLimits.attempts))
        // What no server takes as an address is given up without being tried.
        try queue(server, "a@b@c <evil>", "Hello", "Hello")
        #expect(try await settled(server, "a@b@c <evil>") { !$0.isDue }.error.contains("address"))
        await server.stop()
    }

    @Test("while the mail server is away letters wait; when it is back each arrives once")
    func awayAndBack() async throws {
        let first = try MailServer()
        let server = try await TestServer(with: first.settings())
        first.stop()
        let email = "patient-1@example.com"
        try queue(server, email, "Hello", "Hello")
        let waiting = try await settled(server, email) { !$0.error.isEmpty }
        #expect(waiting.isDue && !waiting.isSent)
        let second = try MailServer(port: first.port)
        try letTimePass(server, email)
        _ = try await second.next("letter", to: email)
        #expect(try await settled(server, email, \.isSent).attempts == 2)
        await server.stop()
    }

    @Test("a server killed while it hands a letter over leaves it to the next one")
    func killed() async throws {
        let post = try MailServer()
        let host = try await TestServer()
        let process = try ServerProcess(database: host.address, with: post.settings())
        try queue(host, "hold-1@example.com", "Hello", "Hello")
        _ = try await post.next("held", to: "hold-1@example.com")
        process.killAtOnce()
        #expect(try state(host, "hold-1@example.com").isDue)
        let other = try MailServer()
        let next = try ServerProcess(database: host.address, with: other.settings())
        _ = try host.query("update platform.mails set recipient = 'free@example.com'")
        try letTimePass(host, "free@example.com")
        _ = try await other.next("letter", to: "free@example.com")
        #expect(try await settled(host, "free@example.com", \.isSent).isSent)
        #expect(next.end() == 0)
        await host.stop()
    }

    @Test("killed before it heard that a letter was taken, it is sent again under the same name")
    func twice() async throws {
        let post = try MailServer()
        let host = try await TestServer()
        let process = try ServerProcess(database: host.address, with: post.settings())
        try queue(host, "mute-1@example.com", "Hello", "Hello")
        let first = try await post.next("letter", to: "mute-1@example.com")
        process.killAtOnce()
        _ = try host.query("update platform.mails set recipient = 'loud@example.com'")
        let next = try ServerProcess(database: host.address, with: post.settings())
        try letTimePass(host, "loud@example.com")
        let second = try await post.next("letter", to: "loud@example.com")
        #expect(first["id"]?.text == second["id"]?.text)
        #expect(next.end() == 0)
        await host.stop()
    }

    @Test("a server that is told to end gives up letters under way, which stay due")
    func ending() async throws {
        let post = try MailServer()
        let server = try await TestServer(
            with: post.settings(["DRAY_DRAIN_TIMEOUT": "100ms"]))
        try queue(server, "hold-2@example.com", "Hello", "Hello")
        _ = try await post.next("held", to: "hold-2@example.com")
        await server.stop()
        let left = try state(server, "hold-2@example.com")
        #expect(left.isDue && !left.isSent)
    }

    @Test("while PostgreSQL is away nothing is lost, and afterwards letters go out again")
    func withoutDatabase() async throws {
        let cluster = try OwnCluster()
        defer { try? cluster.remove() }
        let post = try MailServer()
        let server = try await TestServer(on: cluster, with: post.settings())
        try queue(server, "before@example.com", "Hello", "Hello")
        _ = try await post.next("letter", to: "before@example.com")
        _ = try await settled(server, "before@example.com", \.isSent)
        try cluster.kill()
        try cluster.start()
        #expect(await server.isReady())
        try queue(server, "after@example.com", "Hello", "Hello")
        _ = try await post.next("letter", to: "after@example.com")
        #expect(try await settled(server, "after@example.com", \.isSent).isSent)
        await server.stop()
    }

    @Test("several servers beside each other send each letter once")
    func together() async throws {
        let post = try MailServer()
        let host = try await TestServer(with: post.settings())
        let others = try (0..<2).map { _ in
            try ServerProcess(database: host.address, with: post.settings())
        }
        _ = try host.query(
            """
            insert into platform.mails (id, recipient, subject, body)
            select gen_random_uuid(), 'many-' || n || '@example.com', 'Hello', 'Hello'
            from generate_series(1, 200) n
            """)
        _ = try host.query("notify dray_mail")
        let letters = try await post.next(200)
        #expect(Set(letters.compactMap { $0["to"]?.text }).count == 200)
        #expect(Set(letters.compactMap { $0["id"]?.text }).count == 200)
        var tries = 0
        let unsent = "select count(*) from platform.mails where sent_at is null"
        while try host.query(unsent) != [["0"]], tries < 5_000 { tries += 1 }
        #expect(
            try host.query("select sum(attempts), count(*) from platform.mails where attempts > 1")
                == [[nil, "0"]])
        for other in others { #expect(other.end() == 0) }
        await host.stop()
    }

    @Test("letters older than a day, and those from before there was delivery, stay")
    func old() async throws {
        let post = try MailServer()
        let server = try await TestServer(with: post.settings())
        _ = try server.query(
            """
            insert into platform.mails (id, recipient, subject, body, created_at)
            values (gen_random_uuid(), 'old@example.com', 'Hello', 'Hello', now() - interval '2 d')
            """)
        try queue(server, "new@example.com", "Hello", "Hello")
        _ = try await post.next("letter", to: "new@example.com")
        let old = try await settled(server, "old@example.com") { !$0.isDue }
        #expect(old == State(attempts: 0, isDue: false, isSent: false, error: "too old to be sent"))
        await server.stop()
    }

    @Test("without a mail server `dray dev` writes letters to its log, and `dray serve` never")
    func logged() async throws {
        for isDevelopment in [true, false] {
            let server = try await TestServer(
                with: ["DRAY_MAIL": "log", "DRAY_LOG_LEVEL": "info"], isDevelopment: isDevelopment)
            try queue(server, "log@example.com", "042917 is your code", "your code is 042917")
            _ = try await settled(server, "log@example.com", \.isSent)
            let log = server.logged()
            #expect(log.contains("log@example.com"))
            #expect(log.contains("042917") == isDevelopment)
            await server.stop()
        }
    }
}
