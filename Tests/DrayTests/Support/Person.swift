import Bedrock
import HTTP
import Testing
import Wire

/// Somebody signed in, with the tokens they hold.
struct Person: Sendable {
    let client: Client
    let email: String
    let password: String
    let account: String
    var session: String
    var token: String
    var refreshToken: String
    /// The answer that gave the tokens.
    var signedIn: Answer

    static let password = "long enough to be good"

    /// Registers, verifies and signs in somebody new.
    static func make(_ client: Client, name: String = "Pat Doe") async throws -> Person {
        let email = "pat-\(Client.freshKey())@example.com"
        try await client.send(
            .post, "/v1/accounts",
            json: #"{"email":"\#(email)","name":"\#(name)","password":"\#(password)"}"#
        ).expect(201)
        let code = try await code(client, to: email)
        try await client.send(
            .post, "/v1/accounts/verify", json: #"{"email":"\#(email)","code":"\#(code)"}"#
        ).expect(204)
        return try await signIn(client, email: email, password: password)
    }

    /// The code in the last letter to an address.
    static func code(_ client: Client, to email: String) async throws -> String {
        let letters = try await client.send(.get, "/dev/mailbox?to=\(email)")
        return String(try letters.text("items.0.subject").prefix(6))
    }

    static func signIn(
        _ client: Client, email: String, password: String
    ) async throws -> Person {
        let answer = try await client.send(
            .post, "/v1/sessions", json: #"{"email":"\#(email)","password":"\#(password)"}"#
        ).expect(201)
        return Person(
            client: client, email: email, password: password,
            account: try answer.text("account.id"), session: try answer.text("session_id"),
            token: try answer.text("access_token"),
            refreshToken: try answer.text("refresh_token"), signedIn: answer)
    }

    /// The same person on another device.
    func again() async throws -> Person {
        try await Person.signIn(client, email: email, password: password)
    }

    /// Takes the next pair of tokens, which knows what has changed.
    mutating func renew() async throws {
        signedIn = try await client.send(
            .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(refreshToken)"}"#
        ).expect(200)
        token = try signedIn.text("access_token")
        refreshToken = try signedIn.text("refresh_token")
    }

    func get(_ path: String) async throws -> Answer {
        try await client.send(.get, path, json: "", token: token)
    }

    func post(
        _ path: String, _ json: String = "", key: String? = Client.freshKey()
    ) async throws -> Answer {
        try await client.send(.post, path, json: json, token: token, key: key)
    }

    func put(_ path: String, _ json: String, ifMatch: String? = nil) async throws -> Answer {
        try await client.send(.put, path, json: json, token: token, ifMatch: ifMatch)
    }

    func patch(_ path: String, _ json: String, ifMatch: String? = nil) async throws -> Answer {
        try await client.send(.patch, path, json: json, token: token, ifMatch: ifMatch)
    }

    func delete(_ path: String) async throws -> Answer {
        try await client.send(.delete, path, json: "", token: token)
    }

    /// Sends a file, of CSV unless another type is given.
    func upload(
        _ path: String, _ file: String, as type: String = "text/csv",
        key: String = Client.freshKey()
    ) async throws -> Answer {
        try await client.send(
            .post, path, Array(file.utf8),
            headers: [
                ("Authorization", "Bearer \(token)"), ("Idempotency-Key", key),
                ("Content-Type", type),
            ])
    }
}
