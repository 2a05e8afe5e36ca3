import Bedrock
import Platform
import Postgres
import Wire

/// Ends an impersonation, at once; the organization is told.
struct EndImpersonation: Command {
    static let route = Route.delete("/v1/platform/impersonations/{id}")
    static let summary = "End an impersonation."
    static let access = Access.platform(.impersonate).inPerson
    static let constraints = PermissionGuards.standing

    let id: ID<Session>

    init(_ fields: inout Fields) { id = fields.path("id", "The impersonation's id.") }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<Nothing> {
        let letter = Letters.impersonation(began: false, nil, until: nil)
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let ended = trip.add(
                ImpersonationStatements.end, id, .make(at: context.now), context.requestID,
                context.now, .make(at: context.now), letter.subject, letter.body)
            try await effect.send(trip)
            guard ended.first == true else { return .nothing }
            var telling = Trip()
            context.record(
                "impersonation_ended", id, of: "session", in: context.caller.organization,
                &telling)
            try await effect.send(telling)
            return .nothing
        }
    }
}

/// Lists all impersonations, for the platform's people.
struct ListPlatformImpersonations: Query {
    static let route = Route.get("/v1/platform/impersonations")
    static let summary = "List impersonations, newest first."
    static let access = Access.platform(.impersonate)

    let cursor: ID<Session>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(
        _ context: Context<PlatformMember>
    ) async throws(Problem) -> Success<Page<Impersonation>> {
        var trip = context.trip()
        let page = trip.add(ImpersonationStatements.list, nil, cursor, context.now, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Lists who of the platform acted for members of the organization, and why.
struct ListImpersonations: Query {
    static let route = Route.get("/v1/impersonations")
    static let summary = "List when the platform's people acted for members, newest first."
    static let access = Access.member(.readAudit)

    let cursor: ID<Session>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<Impersonation>> {
        var trip = context.trip()
        let page = trip.add(
            ImpersonationStatements.list, context.caller.organization, cursor, context.now,
            limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}
