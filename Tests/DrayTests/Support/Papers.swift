import Cryptography
import Glibc
import HTTP
import TemporaryFolder
import Testing
import Wire

/// Files to upload, and an onboarding that shows them.
struct Applicant: Sendable {
    let server: TestServer
    let person: Person
    let onboarding: String
    /// Requirements by kind.
    let requirements: [String: String]

    var path: String { "/v1/onboardings/\(onboarding)" }
    var review: String { "/v1/platform/onboardings/\(onboarding)" }

    /// A business, or a driver, that has given its details and papers and is not submitted yet.
    static func make(_ type: String, on server: TestServer? = nil) async throws -> Applicant {
        var server = server
        if server == nil { server = try await .shared }
        let host = server!
        if type != "driver" {
            let trader = try await Trader.make(type, on: host, until: .documents)
            return try await of(trader.person, trader.onboarding, host)
        }
        let person = try await Person.make(host.client)
        let onboarding = try await Trader.start(type, person)
        try await person.put(
            "/v1/onboardings/\(onboarding)/details", Trader.details(named: "Dora Driver"),
            ifMatch: "*"
        ).expect(200)
        try await person.put(
            "/v1/onboardings/\(onboarding)/documents", Trader.documents, ifMatch: "*"
        ).expect(200)
        return try await of(person, onboarding, host)
    }

    /// One more onboarding of somebody who has one already.
    static func another(
        _ type: String, of person: Person, _ name: String, _ server: TestServer
    ) async throws -> Applicant {
        let onboarding = try await Trader.start(type, person)
        try await person.put(
            "/v1/onboardings/\(onboarding)/details", Trader.details(named: "Business \(name)"),
            ifMatch: "*"
        ).expect(200)
        return try await of(person, onboarding, server)
    }

    private static func of(
        _ person: Person, _ onboarding: String, _ server: TestServer
    ) async throws -> Applicant {
        let shown = try await person.get("/v1/onboardings/\(onboarding)/requirements").expect(200)
        var ids: [String: String] = [:]
        for requirement in shown["requirements"]?.items ?? [] {
            ids[requirement["kind"]?.text ?? ""] = requirement["id"]?.text
        }
        return Applicant(
            server: server, person: person, onboarding: onboarding, requirements: ids)
    }

    /// Uploads a file for a requirement.
    func upload(
        _ kind: String = "license", _ bytes: [UInt8] = Paper.pdf(),
        type: String? = "application/pdf", name: String? = nil,
        key: String = Client.freshKey(), as person: Person? = nil,
        to client: Client? = nil
    ) async throws -> Answer {
        var headers = [
            ("Authorization", "Bearer \((person ?? self.person).token)"), ("Idempotency-Key", key),
        ]
        if let type { headers.append(("Content-Type", type)) }
        let query = name.map { "?name=\($0)" } ?? ""
        return try await (client ?? server.client).send(
            .post, "\(path)/requirements/\(requirements[kind] ?? "none")/documents\(query)", bytes,
            headers: headers)
    }

    /// The state of one requirement, as its owner sees it.
    func requirement(_ kind: String, to client: Client? = nil) async throws -> JSON {
        let shown = try await (client ?? server.client).send(
            .get, "\(path)/requirements", json: "", token: person.token
        ).expect(200)
        let items = shown["requirements"]?.items ?? []
        return try #require(items.first { $0["kind"]?.text == kind })
    }

    /// What a reviewer answers to one requirement.
    func decide(_ kind: String, _ move: String, _ body: String = "{}") async throws -> Answer {
        try await server.admin.post(
            "\(review)/requirements/\(requirements[kind] ?? "none")/\(move)", body)
    }

    func submit() async throws { try await person.post("\(path)/submit").expect(200) }

    /// Follows a link, without any token.
    static func follow(_ url: String, _ client: Client) async throws -> Answer {
        try await client.send(.get, url)
    }
}

/// Bytes of files, some of which are what they say.
enum Paper {
    /// A PDF by its first bytes, different from every other.
    static func pdf(_ size: Int = 3_000) -> [UInt8] {
        Array("%PDF-1.7\n".utf8) + Random.bytes(size)
    }

    static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D]
        + Array("IHDR".utf8) + [UInt8](repeating: 7, count: 40)

    static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 9, count: 40)

    static let webp: [UInt8] = Array("RIFF".utf8) + [40, 0, 0, 0] + Array("WEBPVP8 ".utf8)

    static let html = Array("<html><script>alert(1)</script>".utf8)
}

extension TemporaryFolder {
    /// What lets a server keep its documents there.
    var settings: [String: String] { ["DRAY_STORAGE_DIR": path] }
}
