import Bedrock
import Platform
import Postgres
import Wire

/// Accepts an invitation, by the account of its address and with the secret of its letter. The
/// next token of the account knows of it. Accepting once more changes nothing.
/// `staff.accept_invitation` writes the event, inside the organization that invited.
struct AcceptInvitation: Command {
    static let route = Route.post("/v1/invitations/accept")
    static let summary = "Accept an invitation with the secret of its letter."
    static let access = Access.account
    static let problems: [ProblemKind] = [.invitationWrong, .invitationVoid, .membershipSuspended]
    static let makes = false

    let secret: String

    init(_ fields: inout Fields) {
        secret = fields.body(
            "secret", "The secret of the invitation's letter.", length: 1...200, format: .secret)
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Acceptance> {
        guard let secret = InvitationSecret(secret) else { throw Problem(.invitationWrong) }
        var trip = context.trip()
        let outcome = trip.add(
            InvitationStatements.accept, secret.organization, secret.invitation,
            context.caller.account, secret.hash, .make(at: context.now), context.requestID,
            context.now)
        try await context.send(trip)
        switch outcome.first {
        case "accepted", "again":
            return .answer(
                Acceptance(organization: secret.organization, invitation: secret.invitation))
        case "wrong": throw Problem(.invitationWrong)
        case "suspended": throw Problem(.membershipSuspended)
        default: throw Problem(.invitationVoid)
        }
    }
}

/// Where an accepted invitation leads.
struct Acceptance: Output, Sendable {
    let organization: ID<Organization>
    let invitation: ID<Invitation>

    static let example = Acceptance(
        organization: .sample(FieldRule()), invitation: .sample(FieldRule()))

    func write(_ out: inout OutputWriter) {
        out("organization_id", organization, "The organization; refresh the session to turn to it.")
        out("invitation_id", invitation, "The invitation that was accepted.")
    }
}
