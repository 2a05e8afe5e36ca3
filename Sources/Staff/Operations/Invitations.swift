import Bedrock
import Platform
import Postgres
import Wire

/// Lists the organization's invitations, the newest first.
struct ListInvitations: Query {
    static let route = Route.get("/v1/invitations")
    static let summary = "List invitations, newest first."
    static let access = Access.member(.readMembers)

    let state: InvitationState?
    let cursor: ID<Invitation>?
    let limit: Int64

    init(_ fields: inout Fields) {
        state = fields.query("state", "Those in this state.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<InvitationView>> {
        var trip = context.trip()
        let page = trip.add(
            InvitationStatements.page, context.caller.organization, state?.rawValue, context.now,
            cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads one invitation.
struct ReadInvitation: Query {
    static let route = Route.get("/v1/invitations/{id}")
    static let summary = "Read an invitation."
    static let access = Access.member(.readMembers)

    let id: ID<Invitation>

    init(_ fields: inout Fields) { id = fields.path("id", "The invitation's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<InvitationView> {
        var trip = context.trip()
        let found = trip.add(
            InvitationStatements.invitation, context.caller.organization, id, context.now)
        try await context.read(trip)
        guard let invitation = found.first else { throw .notFound }
        return .answer(invitation)
    }
}

/// Takes an open invitation back; its secret is worth nothing then.
struct RevokeInvitation: Command {
    static let route = Route.post("/v1/invitations/{id}/revoke")
    static let summary = "Take an open invitation back."
    static let access = Access.member(.inviteMembers)
    static let constraints = ["DR210": ProblemKind.notFound, "DR223": .illegalMove]
    static let success = 200

    let id: ID<Invitation>

    init(_ fields: inout Fields) { id = fields.path("id", "The invitation's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<InvitationView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            trip.add(InvitationStatements.revoke, own, id, context.now)
            context.record("invitation_revoked", id, of: "invitation", in: own, &trip)
            let found = trip.add(InvitationStatements.invitation, own, id, context.now)
            try await effect.send(trip)
            guard let invitation = found.first else { throw Problem.notFound }
            return .answer(invitation)
        }
    }
}
