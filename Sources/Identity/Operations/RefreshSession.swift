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
        .refreshTokenInvalid, .refreshTokenReused, .accountBanned,
    ]
    static let makes = false

    let refreshToken: String
    let organization: ID<Organization>?
    let app: ID<App>?

    init(_ fields: inout Fields) {
        refreshToken = fields.body(
            "refresh_token", "The refresh token given last.", length: 1...500, format: .secret)
        organization = fields.optional(
            "organization_id", "Another of the account's organizations to turn to.")
        app = fields.optional("app_id", "Another of the organization's apps to turn to.")
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
        let standings = reading.add(AccountStatements.standings, owner, context.now)
        let keptApp = reading.add(SessionStatements.app, presented.session, owner)
        try await context.read(reading)
        guard let account = account.first else { throw Problem(.refreshTokenInvalid) }
        if account.bannedAt != nil { throw Problem(.accountBanned) }
        var entry = Entry(
            account: account, standings: standings.rows, session: presented.session,
            sessionEpoch: session.epoch ?? 0)
        let standing = try entry.choose(organization, keeping: session.organization)
        let turns = standing?.organization != session.organization
        let kept = keptApp.first ?? nil
        let holding = try await entry.resolve(
            standing, app: app ?? (turns ? nil : kept), context)
        if turns || holding?.app != kept {
            var turning = context.trip()
            let epoch = turning.add(
                SessionStatements.turn, presented.session, owner, standing?.organization,
                holding?.app)
            try await context.send(turning)
            guard let epoch = epoch.first ?? nil else { throw Problem(.refreshTokenInvalid) }
            entry.sessionEpoch = epoch
        }
        return .answer(
            try entry.view(
                of: standing, holding, refresh: successor, expires: expires, at: context.now,
                services))
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
