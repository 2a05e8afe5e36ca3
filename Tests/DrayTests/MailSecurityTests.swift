import Bedrock
import Glibc
import HTTP
import Loop
import SMTP
import Synchronization
import TemporaryFolder
import Testing
import Wire

@Suite("The way to the mail server is encrypted unless it is said not to be")
struct MailSecurityTests {
    /// A certificate for 127.0.0.1 that nobody but its maker trusts.
    private struct Certificate {
        let folder: TemporaryFolder
        var certificate: String { folder.path + "/certificate.pem" }
        var key: String { folder.path + "/key.pem" }

        init() throws {
            folder = try TemporaryFolder("mail")
            let command = """
                openssl req -x509 -newkey ed25519 -nodes -days 2 -subj /CN=127.0.0.1 \
                -addext subjectAltName=IP:127.0.0.1 -out \(certificate) -keyout \(key) 2> /dev/null
                """
            guard system(command) == 0 else { throw TestFailure("openssl made no certificate") }
        }

        func remove() { folder.remove() }
    }

    /// What `dray doctor` finds.
    private func check(_ settings: [String: String]) async throws -> String? {
        let configuration = try Configuration.load(settings, isDevelopment: true)
        let server = try #require(configuration.mailServer)
        let group = LoopGroup(count: 1)
        group.start()
        defer { group.stop() }
        let client = MailClient(loop: group.loops[0], server: server)
        let found = Mutex<String?>(nil)
        await group.loops[0].run {
            do throws(MailFailure) {
                try await client.check()
            } catch {
                found.withLock { $0 = error.description }
            }
            await client.close()
        }.value
        return found.withLock { $0 }
    }

    @Test("encrypted, checked and signed in, a letter arrives; a wrong step of it sends nothing")
    func encrypted() async throws {
        let certificate = try Certificate()
        defer { certificate.remove() }
        let post = try MailServer(
            "--certificate", certificate.certificate, "--key", certificate.key, "--user", "dray",
            "--password", "a secret of the relay")
        let right = post.settings([
            "DRAY_SMTP_SECURITY": "required", "DRAY_SMTP_CA_FILE": certificate.certificate,
            "DRAY_SMTP_USER": "dray", "DRAY_SMTP_PASSWORD": "a secret of the relay",
        ])
        #expect(try await check(right) == nil)
        let server = try await TestServer(with: right)
        let email = "safe-\(Client.freshKey())@example.com"
        try await server.client.send(
            .post, "/v1/accounts",
            json: #"{"email":"\#(email)","name":"Ada","password":"\#(Person.password)"}"#
        ).expect(201)
        let letter = try await post.next("letter", to: email)
        #expect(letter["encrypted"]?.bool == true)
        #expect(letter["user"]?.bool == true)
        #expect(!server.logged().contains("a secret of the relay"))
        await server.stop()

        let stranger = right.filter { $0.key != "DRAY_SMTP_CA_FILE" }
        #expect(try await check(stranger) != nil, "a certificate that nobody vouches for")
        let wrong = try await check(right.merging(["DRAY_SMTP_PASSWORD": "not the one"]) { $1 })
        #expect(wrong != nil)
        #expect(wrong?.contains("not the one") == false)
    }

    @Test("encrypted from the first byte, a letter arrives")
    func implicit() async throws {
        let certificate = try Certificate()
        defer { certificate.remove() }
        let post = try MailServer(
            "--certificate", certificate.certificate, "--key", certificate.key, "--implicit")
        let settings = post.settings([
            "DRAY_SMTP_URL": "smtps://127.0.0.1:\(post.port)",
            "DRAY_SMTP_CA_FILE": certificate.certificate, "DRAY_SMTP_SECURITY": "required",
        ])
        #expect(try await check(settings) == nil)
        let server = try await TestServer(with: settings)
        _ = try server.query(
            "select platform.queue_mail(gen_random_uuid(), 'a@example.com', 'Hello', 'Hello')")
        let letter = try await post.next("letter", to: "a@example.com")
        #expect(letter["encrypted"]?.bool == true)
        await server.stop()
        // A server that speaks in the clear isn't taken for one that doesn't.
        let clear = try MailServer()
        let mistaken = settings.merging(["DRAY_SMTP_URL": "smtps://127.0.0.1:\(clear.port)"]) { $1 }
        #expect(try await check(mistaken) != nil)
    }

    @Test("a server without encryption gets nothing where encryption is required")
    func refused() async throws {
        let post = try MailServer()
        let settings = post.settings(["DRAY_SMTP_SECURITY": "required"])
        #expect(try await check(settings) != nil)
        #expect(try await check(post.settings(["DRAY_SMTP_SECURITY": "opportunistic"])) == nil)
        #expect(try await check(post.settings()) == nil)
        let server = try await TestServer(with: settings)
        _ = try server.query(
            "select platform.queue_mail(gen_random_uuid(), 'a@example.com', 'secret', 'secret')")
        var rows: [[String?]] = []
        for _ in 0..<20_000 {
            rows = try server.query("select sent_at, last_error, attempts from platform.mails")
            if rows[0][1] != nil { break }
            await Task.yield()
        }
        #expect(rows[0][0] == nil && rows[0][1] != nil && rows[0][2] == "1")
        await server.stop()
    }
}
