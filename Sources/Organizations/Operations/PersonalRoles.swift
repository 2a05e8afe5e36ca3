import Bedrock
import Platform
import Postgres
import Wire

/// Gives, limits or resumes the role that an approved onboarding gave a person.
struct SetPersonalRole: Command {
    static let route = Route.put("/v1/platform/accounts/{id}/roles/{role}")
    static let summary = "Give, limit or resume the role of a person who was approved for it."
    static let access = Access.platform(.approveBusinesses).inPerson

    let id: ID<Account>
    let role: String
    let endsAt: Instant?
    let reason: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The account's id.")
        role = fields.path("role", "The role.", format: .code, example: "driver")
        endsAt = fields.optional("ends_at", "When it ends; without it, it doesn't.")
        reason = fields.body("reason", "Why.", length: 1...500, example: "Licence renewed")
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<PersonalRole> {
        if let endsAt, endsAt <= context.now {
            throw .invalid("/ends_at", "range", "Must lie ahead; to end it now, delete the role.")
        }
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let isSet = trip.add(
                RequirementStatements.setRole, id, role, endsAt, context.now)
            try await effect.send(trip)
            guard isSet.first == true else { throw Problem.notFound }
            try await context.note("personal_role_set", id, role, reason, endsAt, effect)
            return .answer(PersonalRole(account: id, role: role, endsAt: endsAt))
        }
    }
}

/// Takes a personal role at once: tokens that carry it end in that instant.
struct RevokePersonalRole: Command {
    static let route = Route.delete("/v1/platform/accounts/{id}/roles/{role}")
    static let summary = "Take a person's role, at once."
    static let access = Access.platform(.approveBusinesses).inPerson

    let id: ID<Account>
    let role: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The account's id.")
        role = fields.path("role", "The role.", format: .code, example: "driver")
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<Nothing> {
        try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let isRevoked = trip.add(RequirementStatements.revokeRole, id, role)
            try await effect.send(trip)
            guard isRevoked.first == true else { throw Problem.notFound }
            try await context.note("personal_role_revoked", id, role, nil, nil, effect)
            return .nothing
        }
    }
}

extension Context where Scope == PlatformMember {
    fileprivate func note(
        _ event: String, _ account: ID<Account>, _ role: String, _ reason: String?,
        _ endsAt: Instant?, _ effect: borrowing Effect
    ) async throws(Problem) {
        var trip = Trip()
        record(event, account, of: "account", in: caller.organization, &trip) { json in
            json.key("role")
            json.write(role)
            if let reason {
                json.key("reason")
                json.write(reason)
            }
            if let endsAt {
                json.key("ends_at")
                json.write(endsAt.rfc3339)
            }
        }
        try await effect.send(trip)
    }
}

/// A hard role that somebody holds by themselves.
struct PersonalRole: Output, Sendable {
    let account: ID<Account>
    let role: String
    let endsAt: Instant?

    static let example = PersonalRole(
        account: .sample(FieldRule()), role: "driver", endsAt: .sample(FieldRule()))

    func write(_ out: inout OutputWriter) {
        out("account_id", account, "Who holds it.")
        out("role", role, "The role.")
        out("ends_at", endsAt, "When it ends; null where it doesn't.")
    }
}
