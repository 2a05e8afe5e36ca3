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
        let (place, account, standings, person) = try await find(presented, context)
        let expires = context.now.advanced(by: IdentityLimits.session)
        var entry = Entry(
            account: account, standings: standings, session: presented.session, sessionEpoch: 0,
            person: person)
        let standing: Standing?
        let holding: Holding?
        do throws(Problem) {
            standing = try entry.choose(organization, keeping: place.organization)
            let turns = standing?.organization != place.organization
            holding = try await entry.resolve(
                standing, app: app ?? (turns ? nil : place.app), context)
        } catch {
            // The token stays good for a request that can be met; one used before ends it all.
            _ = try await rotate(presented, to: nil, nil, expires, context)
            throw error
        }
        var target: Target?
        if standing?.organization != place.organization || holding?.app != place.app {
            target = Target(
                account: place.account, organization: standing?.organization, app: holding?.app)
        }
        let successor = presented.successor
        entry.sessionEpoch = try await rotate(presented, to: successor, target, expires, context)
        return .answer(
            try entry.view(
                of: standing, holding, refresh: successor, expires: expires, at: context.now,
                services))
    }

    /// Where a session is to turn.
    private struct Target {
        let account: ID<Account>
        let organization: ID<Organization>?
        let app: ID<App>?
    }

    private func find(
        _ presented: RefreshToken, _ context: Context<Anonymous>
    ) async throws(Problem) -> (SessionPlace, AccountRecord, [Standing], PersonalHolding) {
        var looking = context.trip()
        let place = looking.add(SessionStatements.place, presented.session)
        try await context.read(looking)
        guard let place = place.first else { throw Problem(.refreshTokenInvalid) }
        var reading = context.trip()
        let account = reading.add(AccountStatements.account, place.account)
        let standings = reading.add(AccountStatements.standings, place.account, context.now)
        let person = reading.add(AccountStatements.person, place.account, context.now)
        try await context.read(reading)
        guard let account = account.first else { throw Problem(.refreshTokenInvalid) }
        if account.bannedAt != nil { throw await banned(presented, context) }
        return (place, account, standings.rows, person.first ?? .everybody)
    }

    /// A ban keeps nobody from noticing that a token was stolen: one used before ends its family.
    private func banned(
        _ presented: RefreshToken, _ context: Context<Anonymous>
    ) async -> Problem {
        do throws(Problem) {
            _ = try await rotate(presented, to: nil, nil, context.now, context)
        } catch {
            // A family that the ban ended is told of the ban.
            if error.kind != .refreshTokenInvalid { return error }
        }
        return Problem(.accountBanned)
    }

    /// Moves the family on, and to another organization or app, in one transaction; answers its
    /// epoch. Without a successor it only looks.
    private func rotate(
        _ presented: RefreshToken, to successor: RefreshToken?, _ target: Target?,
        _ expires: Instant, _ context: Context<Anonymous>
    ) async throws(Problem) -> Int64 {
        var trip = context.notedTrip()
        let rotation = trip.add(
            SessionStatements.rotate, presented.session, presented.hash, successor?.hash,
            context.now, expires, .make(at: context.now), context.requestID)
        var turned: Reply<Int64?>?
        if let target {
            turned = trip.add(
                SessionStatements.turn, presented.session, target.account, target.organization,
                target.app)
        }
        try await context.send(trip)
        guard let rotation = rotation.first else { throw Problem(.refreshTokenInvalid) }
        switch rotation.outcome {
        case "rotated", "held": return (turned?.first ?? nil) ?? rotation.epoch ?? 0
        case "reused":
            throw Problem(.refreshTokenReused).because(
                "refresh token of \(presented.session) was used again; the session is revoked")
        default: throw Problem(.refreshTokenInvalid)
        }
    }
}
