import Bedrock
import Cryptography
import Platform
import Postgres
import Wire

/// Opens a session. An unknown address costs the time that a wrong password does.
struct SignIn: Command {
    static let route = Route.post("/v1/sessions")
    static let summary = "Sign in."
    static let access = Access.anonymous(.openSessions)
    static let rateClass = RateClass.signIn
    static let problems: [ProblemKind] = [
        .credentialsWrong, .emailNotVerified, .accountBanned, .tooManyRequests,
    ]
    static let makes = false
    static let success = 201

    let email: String
    let password: String
    let organization: ID<Organization>?
    let app: ID<App>?
    let device: String?

    init(_ fields: inout Fields) {
        email = fields.email()
        password = fields.body(
            "password", "The account's password.", length: 1...128, format: .secret)
        organization = fields.optional(
            "organization_id", "The organization to work in; needed only where there are several.")
        app = fields.optional(
            "app_id", "The organization's app to work with; its console unless said.")
        device = fields.optional(
            "device", "What to call this client in the list of sessions.", length: 1...100,
            example: "Chrome on a till")
    }

    func run(_ context: Context<Anonymous>) async throws(Problem) -> Success<SessionView> {
        let (account, rehashed) = try await context.attempt(for: email, wrong: .credentialsWrong) {
            () async throws(Problem) in
            var looking = context.trip()
            let found = looking.add(AccountStatements.forSignIn, email)
            try await context.read(looking)
            return try await check(found.first, context.identity.passwords)
        }

        var reading = context.trip()
        let standings = reading.add(AccountStatements.standings, account.id, context.now)
        try await context.read(reading)
        let entry = Entry(
            account: account, standings: standings.rows, session: .make(at: context.now),
            sessionEpoch: 0)
        let standing = try entry.choose(organization)
        let holding = try await entry.resolve(standing, app: app, context)
        let token = RefreshToken(first: entry.session, context.identity.refreshKeys)
        let expires = context.now.advanced(by: IdentityLimits.session)
        let view = try entry.view(
            of: standing, holding, refresh: token, expires: expires, at: context.now,
            context.identity)

        var opening = context.trip()
        opening.add(
            SessionStatements.open, entry.session, account.id, standing?.organization, holding?.app,
            token.hash, device, context.now, expires, rehashed)
        try await context.send(opening)
        return .answer(view)
    }

    /// The account whose password it is, and a new hash where the old one's cost is outdated.
    private func check(
        _ secret: AccountSecret?, _ passwords: PasswordHasher
    ) async throws(Problem) -> (AccountRecord, String?) {
        var verdict = PasswordVerdict.differs
        var rehashed: String?
        do throws(PasswordError) {
            if let secret {
                verdict = try await passwords.verify(password, against: secret.passwordHash)
            } else {
                try await passwords.verifyUnknown(password)
            }
            if verdict == .matches(needsRehash: true) {
                rehashed = try await passwords.hash(password)
            }
        } catch {
            throw Problem(error)
        }
        guard let account = secret?.account, verdict != .differs else {
            throw Problem(.credentialsWrong)
        }
        if account.bannedAt != nil { throw Problem(.accountBanned) }
        if account.verifiedAt == nil { throw Problem(.emailNotVerified) }
        return (account, rehashed)
    }
}
