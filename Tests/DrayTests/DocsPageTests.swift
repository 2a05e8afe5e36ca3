import HTTP
import Testing
import Wire

@Suite("The documentation needs this server and nothing else")
struct DocsPageTests {
    @Test("the page asks no other host, and reads nothing as HTML")
    func page() async throws {
        let page = try await TestServer.shared.client.send(.get, "/docs")
        #expect(page.status == 200)
        #expect(page.header("content-type") == "text/html; charset=utf-8")
        let policy = try #require(page.header("content-security-policy"))
        #expect(policy.contains("default-src 'none'") && policy.contains("connect-src 'self'"))
        let text = String(decoding: page.body, as: UTF8.self)
        #expect(text.contains("</html>"))
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            #expect(!text.contains(sink), "the page uses \(sink)")
        }
        for outside in ["src=\"", "@import", "https:", "url(", "localStorage", "cookie"] {
            #expect(!text.contains(outside), "the page uses \(outside)")
        }
    }

    @Test("signing in asks for the second factor's code where the server does")
    func secondFactor() async throws {
        let client = try await TestServer.shared.client
        let page = String(
            decoding: try await client.send(.get, "/docs").expect(200).body, as: UTF8.self)
        let asked = try #require(page.firstMatch(of: /\/\^second-factor-\((\w+)\|(\w+)\)\$\//))
        for word in [asked.1, asked.2] {
            try await client.send(.get, "/problems/second-factor-\(word)").expect(200)
        }
        #expect(page.contains("body.second_factor = code.value"))
        let document = try await client.send(.get, "/openapi.json").expect(200)
        let body = document["paths"]?["/v1/sessions"]?["post"]?["requestBody"]
        #expect(String(describing: body).contains("second_factor"))
    }

    @Test("what the page's script relies on stands in the document")
    func document() async throws {
        let client = try await TestServer.shared.client
        let document = try await client.send(.get, "/openapi.json")
        #expect(document.status == 200)
        let paths = try #require(document.json?["paths"]?.members)
        var ids: Set<String> = []
        for (verb, operation) in paths.flatMap({ path in
            (path.value.members ?? []).map { ($0.name, $0.value) }
        }) {
            let id = try #require(operation["operationId"]?.text)
            #expect(ids.insert(id).inserted, "\(id) stands twice")
            #expect(["get", "post", "put", "patch", "delete"].contains(verb), "\(id): \(verb)")
            #expect(operation["x-access"]?.text != nil, "\(id) says no access")
            #expect(operation["summary"]?.text != nil, "\(id) says no summary")
            for answer in operation["responses"]?.members ?? [] where answer.name >= "400" {
                let words = answer.value["description"]?.text ?? ""
                #expect(words.hasPrefix("`"), "\(id) names no problem for \(answer.name)")
            }
        }
        #expect(ids.contains("sign_in") && ids.contains("refresh_session"))
    }
}
