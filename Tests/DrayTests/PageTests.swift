import HTTP
import Platform
import RawHTTP
import Testing
import Wire

@Suite("The pages beside the API")
struct PageTests {
    @Test("health, readiness and figures are there without a token")
    func health() async throws {
        let client = try await TestServer.shared.client
        for path in ["/healthz", "/readyz"] {
            try await client.send(.get, path).expect(200)
        }
        let metrics = try await client.send(.get, "/metrics").expect(200)
        for name in [
            "dray_http_answers_total", "dray_http_request_seconds", "dray_database_connections",
            "dray_http_in_flight",
        ] {
            #expect(String(decoding: metrics.body, as: UTF8.self).contains(name), "\(name)")
        }
    }

    @Test("the docs load nothing from anywhere else")
    func docs() async throws {
        let client = try await TestServer.shared.client
        let page = try await client.send(.get, "/docs").expect(200)
        let text = String(decoding: page.body, as: UTF8.self)
        for mark in ["src=\"http", "href=\"http", "url(http", "@import", "//cdn"] {
            #expect(!text.contains(mark), "\(mark)")
        }
        #expect(page.header("content-security-policy")?.contains("default-src 'none'") == true)
        let document = try await client.send(.get, "/openapi.json").expect(200)
        #expect(document["openapi"]?.text?.hasPrefix("3.1") == true)
        #expect((document["paths"]?.members?.count ?? 0) > 40)
    }

    @Test("HEAD is GET without the body, and OPTIONS says what a path takes")
    func otherMethods() async throws {
        let client = try await TestServer.shared.client
        let raw = try await TestServer.shared.connect()
        raw.send("HEAD /v1/hello HTTP/1.1\r\nHost: dray\r\n\r\n")
        let head = try raw.answer(toHead: true)
        #expect(head.status == 200)
        let get = try await client.send(.get, "/v1/hello").expect(200)
        #expect(head.headers["content-length"] == String(get.body.count))
        let options = try await client.send(.options, "/v1/orders")
        #expect(options.status == 204)
        #expect(options.header("allow")?.contains("GET") == true)
        let refused = try await client.send(.delete, "/v1/hello").expect(405)
        #expect(refused.header("allow")?.contains("GET") == true)
    }

    @Test("the type of every kind of problem leads to a page that explains it")
    func problems() async throws {
        let client = try await TestServer.shared.client
        for operation in Contract.shared.operations {
            for kind in operation.problems {
                let page = try await client.send(.get, "/problems/\(kind.slug)").expect(200)
                #expect(page["title"]?.text == kind.title)
            }
        }
        try await client.send(.get, "/problems/no-such-problem").expect(404)
    }

    @Test("every answer has a request id, and the log finds the request by it, without its secrets")
    func log() async throws {
        let server = try await TestServer.shared
        let secret = "secret \(Client.freshKey())"
        let email = "logged-\(Client.freshKey())@example.com"
        let made = try await server.client.send(
            .post, "/v1/accounts",
            json: #"{"email":"\#(email)","name":"Log","password":"\#(secret)"}"#
        ).expect(201)
        let code = try await Person.code(server.client, to: email)
        try await server.client.send(
            .post, "/v1/accounts/verify", json: #"{"email":"\#(email)","code":"\#(code)"}"#
        ).expect(204)
        let person = try await Person.signIn(server.client, email: email, password: secret)
        try await person.get("/v1/orders").expect(403)
        let text = server.logged()
        #expect(text.contains(try #require(made.header("x-request-id"))))
        for hidden in [secret, person.token, person.refreshToken, TestServer.tokenKeys] {
            #expect(!text.contains(hidden))
        }
    }
}
