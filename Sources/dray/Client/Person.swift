import Loop
import Wire

/// Somebody with an account, or about to have one.
struct Person: Sendable {
    let name: String
    let email: String
    let password: String

    /// Signs in; a person who has no account yet, or one that waits for its code, gets that far
    /// first. Started again, it goes on where it was left.
    ///
    /// - Parameter isNew: whether the account is most likely not there yet: saves the server a
    ///   password hash that would come to nothing.
    func enter(_ client: APIClient, _ mailbox: Mailbox, isNew: Bool) async throws {
        if !isNew {
            do {
                return try await client.signIn(email: email, password: password)
            } catch let problem as APIProblem {
                switch problem.kind {
                case "credentials-wrong": break
                case "email-not-verified": return try await verifyLate(client, mailbox)
                default: throw problem
                }
            }
        }
        try await register(client, mailbox)
    }

    private func register(_ client: APIClient, _ mailbox: Mailbox) async throws {
        var request = APIRequest(
            "POST", "/v1/accounts",
            .members(
                ("email", .string(email)), ("name", .string(name)),
                ("password", .string(password))))
        request.key = "register-\(email)"
        request.isAnonymous = true
        _ = try await client.send(request)
        // A code that is wrong here belongs to an account that was verified before.
        _ = try await verify(client, mailbox)
        do {
            try await client.signIn(email: email, password: password)
        } catch let problem as APIProblem where problem.kind == "email-not-verified" {
            try await verifyLate(client, mailbox)
        }
    }

    private func verify(_ client: APIClient, _ mailbox: Mailbox) async throws -> Bool {
        guard let code = try await mailbox.code(for: email) else { return false }
        var request = APIRequest(
            "POST", "/v1/accounts/verify",
            .members(("email", .string(email)), ("code", .string(code))))
        request.isAnonymous = true
        do {
            _ = try await client.send(request)
            return true
        } catch let problem as APIProblem where problem.kind == "code-wrong" {
            return false
        }
    }

    /// For an account whose first code was never used: the code may still hold, or a new one has
    /// to come.
    private func verifyLate(_ client: APIClient, _ mailbox: Mailbox) async throws {
        if try await !verify(client, mailbox) {
            var request = APIRequest(
                "POST", "/v1/accounts/resend-code", .members(("email", .string(email))))
            request.isAnonymous = true
            _ = try await client.send(request)
            guard try await verify(client, mailbox) else {
                throw APIProblem("POST /v1/accounts/verify", "no code for \(email) is right")
            }
        }
        try await client.signIn(email: email, password: password)
    }
}
