import Bedrock
import Platform
import Postgres
import Wire

/// Invites somebody by letter to hold roles in the organization. Whoever invites must hold what
/// the roles grant, now and when the invitation is accepted.
struct InviteMember: Command {
    static let route = Route.post("/v1/invitations")
    static let summary = "Invite somebody by e-mail to work for the organization."
    static let access = Access.member(.inviteMembers)
    static let problems: [ProblemKind] = [.tooManyRequests]
    static let constraints = PermissionGuards.granting.merging([
        "DR209": .conflict, "DR212": .limitReached, "invitations_open": .conflict,
        "invitations_unit_fkey": .unitUnknown,
    ]) { $1 }

    let email: String
    let roles: [String]
    let app: ID<App>?
    let rolesEndAt: Instant?
    let unit: ID<BusinessUnit>?
    let days: Int32

    init(_ fields: inout Fields) {
        let email: String = fields.body(
            "email", "To whom.", format: .email, example: "ada@example.com")
        self.email = email.lowercased()
        roles = fields.body(
            "roles", "What they will hold.", length: 1...40, count: 1...10, format: .code,
            example: ["staff"])
        app = fields.optional("app_id", "In which app; in all unless said.")
        rolesEndAt = fields.optional("roles_end_at", "When the roles end; never unless said.")
        unit = fields.optional("business_unit_id", "The unit they will belong to.")
        days = fields.body(
            "days", "How long the invitation holds.", in: 1...StaffLimits.invitationDays,
            default: Int32(StaffLimits.invitationDaysUnlessSaid))
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<InvitationView> {
        let caller = context.caller
        let expires = context.now.advanced(by: .seconds(86_400 * Int(days)))
        if let rolesEndAt, rolesEndAt <= context.now {
            throw .invalid("/roles_end_at", "range", "Must lie ahead.")
        }
        guard Set(roles).count == roles.count else {
            throw .invalid("/roles", "duplicate", "Must not name a role twice.")
        }
        let view = InvitationView(
            id: .make(at: context.now), email: email, roles: roles, app: app,
            rolesEndAt: rolesEndAt, unit: unit, state: .open, letterAt: context.now,
            expiresAt: expires, invitedBy: caller.account, acceptedBy: nil, acceptedAt: nil,
            createdAt: context.now)
        let secret = InvitationSecret(of: view.id, in: caller.organization)
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let name = trip.add(
                InvitationStatements.invite, caller.organization, view.id, email, roles, app,
                rolesEndAt, unit, secret.hash, expires, caller.account, caller.caller.app,
                context.now)
            context.record(
                "invitation_made", view.id, of: "invitation", in: caller.organization, &trip
            ) { json in
                json.key("roles")
                json.beginArray()
                for role in roles { json.write(role) }
                json.endArray()
            }
            try await effect.send(trip)
            guard let name = name.first ?? nil else { throw Problem.letterTooSoon }
            try await effect.send(context.letter(secret, to: email, from: name, until: expires))
            return .answer(view)
        }
    }
}

/// Sends an open invitation's letter again, with a new secret; the former is worth nothing then.
struct ResendInvitation: Command {
    static let route = Route.post("/v1/invitations/{id}/resend")
    static let summary = "Send an open invitation's letter again, at most once a minute."
    static let access = Access.member(.inviteMembers)
    static let problems: [ProblemKind] = [.tooManyRequests]
    static let constraints = ["DR210": ProblemKind.notFound, "DR223": .illegalMove]
    static let success = 200

    let id: ID<Invitation>

    init(_ fields: inout Fields) { id = fields.path("id", "The invitation's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<InvitationView> {
        let own = context.caller.organization
        let secret = InvitationSecret(of: id, in: own)
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let letter = trip.add(
                InvitationStatements.renew, own, id, secret.hash, context.now)
            let found = trip.add(InvitationStatements.invitation, own, id, context.now)
            try await effect.send(trip)
            guard let letter = letter.first else { throw Problem.letterTooSoon }
            guard let invitation = found.first else { throw Problem.notFound }
            var sending = context.letter(
                secret, to: letter.email, from: letter.organization,
                until: invitation.expiresAt)
            context.record("invitation_resent", id, of: "invitation", in: own, &sending)
            try await effect.send(sending)
            return .answer(invitation)
        }
    }
}

extension Problem {
    fileprivate static var letterTooSoon: Problem {
        var problem = Problem(
            .tooManyRequests, "A letter went out to that address within the minute.")
        problem.retryAfter = 60
        return problem
    }
}

extension Context where Scope == Member {
    /// A trip that queues the letter with the secret.
    fileprivate func letter(
        _ secret: InvitationSecret, to email: String, from organization: String,
        until expires: Instant
    ) -> Trip {
        let (subject, body) = secret.letter(from: organization, until: expires)
        var trip = Trip()
        Mails.queue(&trip, to: email, subject: subject, body: body, at: now)
        return trip
    }
}
