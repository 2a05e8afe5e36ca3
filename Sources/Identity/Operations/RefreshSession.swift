import Bedrock
import Platform
import Postgres
import Wire

/// Gives the next pair of tokens, which also know what has changed since: roles, an approval, an
/// organization that was set up. An older refresh token ends its session.
struct RefreshSession: Command {
    static let route = Route.post("/v1/sessions/refresh")
    static let summary = "Exchange a refresh token for the next pair of tokens."
    static let access = Access.anonymous
    static let problems: [ProblemKind] = [
        .refreshTokenInvalid, .refreshTokenReused, .accountBanned, .organizationDisabled,
    ]
    static let makes = false

    let refreshToken: String
    let organization: ID<Organization>?

    init(_ fields: inout Fields) {
        refreshToken = fields.body(
            "refresh_token", "The refresh token given last.", length: 1...500, format: .secret)
        organization = fields.optional(
            "organization_id", "Another of the account's organizations to turn to.")
    }

    func run(_ context: Context<Anonymous>) async throws(Problem) -> Success<SessionView> {
        let services = context.identity
        guard let presented = RefreshToken(refreshToken, services.refreshKeys) else {
            throw Problem(.refreshTokenInvalid)
        }
        let successor = presented.successor
        let expires = context.now.advanced(by: IdentityLimits.session)
        let (session, owner) = try await rotate(presented, to: successor, expires, context)

        var reading = context.trip()
        let account = reading.add(AccountStatements.account, owner)
        let standings = reading.add(AccountStatements.standings, owner)
        try await context.read(reading)
        guard let account = account.first else { throw Problem(.refreshTokenInvalid) }
        if account.bannedAt != nil { throw Problem(.accountBanned) }
        let entry = Entry(
            account: account, standings: standings.rows, session: presented.session,
            sessionEpoch: session.epoch ?? 0)
        let standing = try entry.choose(organization, keeping: session.organization)
        if standing?.organization != session.organization {
            var turning = context.trip()
            turning.add(
                SessionStatements.turn, presented.session, owner, standing?.organization)
            try await context.send(turning)
        }
        return .answer(
            try entry.view(
                of: standing, refresh: successor, expires: expires, at: context.now, services))
    }

    private func rotate(
        _ presented: RefreshToken, to successor: RefreshToken, _ expires: Instant,
        _ context: Context<Anonymous>
    ) async throws(Problem) -> (Rotation, ID<Account>) {
        var trip = context.trip()
        let rotation = trip.add(
            SessionStatements.rotate, presented.session, presented.hash, successor.hash,
            context.now, expires, .make(at: context.now), context.requestID)
        try await context.send(trip)
        guard let rotation = rotation.first, let account = rotation.account else {
            throw Problem(.refreshTokenInvalid)
        }
        switch rotation.outcome {
        case "rotated": return (rotation, account)
        case "reused":
            throw Problem(.refreshTokenReused).because(
                "refresh token of \(presented.session) was used again; the session is revoked")
        default: throw Problem(.refreshTokenInvalid)
        }
    }
}
