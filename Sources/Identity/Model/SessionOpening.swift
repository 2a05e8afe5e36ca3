import Bedrock
import Cryptography
import Platform
import Postgres
import Wire

/// What every way of signing in takes beside the proof of who it is.
struct SignInTerms: Sendable {
    let organization: ID<Organization>?
    let app: ID<App>?
    let device: String?
    let deviceID: String?
    let secondFactor: String?

    init(_ fields: inout Fields) {
        organization = fields.optional(
            "organization_id", "The organization to work in; needed only where there are several.")
        app = fields.optional(
            "app_id", "The organization's app to work with; its console unless said.")
        device = fields.optional(
            "device", "What to call this client in the list of sessions.", length: 1...100,
            example: "Chrome on a till")
        deviceID = fields.optional(
            "device_id", "A secret this client keeps, by which it is known the next time.",
            length: 16...100, format: .code, example: "0b5c7d1e-till-number-4")
        secondFactor = fields.optional(
            "second_factor",
            "The six digits of the authenticator app, or a recovery code, where there is one.",
            length: 6...20, example: "492039")
    }

    /// What the client is called: its own word, else what it sends with every request.
    func deviceName<Scope>(_ context: Context<Scope>) -> String? {
        device ?? context.userAgent.map { String($0.prefix(100)) }
    }

    /// What the client is known by the next time.
    func fingerprint<Scope>(_ context: Context<Scope>) -> [UInt8] {
        let known = deviceID.map { "id \($0)" }
            ?? "name \(device ?? "") \(context.userAgent?.prefix(300) ?? "")"
        return SHA256.digest(of: "dray device \(known)")
    }
}

/// Opens sessions: where the ways of signing in meet, once it is known who it is.
struct SessionOpening {
    static let problems: [ProblemKind] = [
        .emailNotVerified, .accountBanned, .secondFactorRequired, .secondFactorWrong,
        .tooManyRequests,
    ]

    let account: AccountRecord
    let terms: SignInTerms
    /// How it was shown: `password` or `code`.
    let method: String
    /// A new hash of the password, where the old one's cost is outdated.
    var rehashed: String?

    /// Checks what is left to check, opens the session and answers its tokens. `commit` is the
    /// last chance to refuse: what can be used once is used there.
    func open(
        _ context: Context<Anonymous>, commit: () async throws(Problem) -> Void = {}
    ) async throws(Problem) -> SessionView {
        if account.bannedAt != nil { throw Problem(.accountBanned) }
        if account.verifiedAt == nil { throw Problem(.emailNotVerified) }
        var reading = context.trip()
        let standings = reading.add(AccountStatements.standings, account.id, context.now)
        let person = reading.add(AccountStatements.person, account.id, context.now)
        let factor = reading.add(SecondFactorStatements.state, account.id)
        try await context.read(reading)
        if factor.first?.confirmedAt != nil { try await checkSecondFactor(context) }
        let entry = Entry(
            account: account, standings: standings.rows, session: .make(at: context.now),
            sessionEpoch: 0, person: person.first ?? .everybody)
        let standing = try entry.choose(terms.organization)
        let holding = try await entry.resolve(standing, app: terms.app, context)
        let token = RefreshToken(first: entry.session, context.identity.refreshKeys)
        let expires = context.now.advanced(by: IdentityLimits.session)
        let view = try entry.view(
            of: standing, holding, refresh: token, expires: expires, at: context.now,
            context.identity)
        try await commit()
        var opening = context.notedTrip()
        opening.add(
            SessionStatements.open, entry.session, account.id, standing?.organization, holding?.app,
            token.hash, terms.deviceName(context), context.now, expires, rehashed)
        note(entry.session, context, &opening)
        try await context.send(opening)
        return view
    }

    private func checkSecondFactor(_ context: Context<Anonymous>) async throws(Problem) {
        guard let code = terms.secondFactor else { throw Problem(.secondFactorRequired) }
        switch try await context.trySecondFactor(code, of: account.id) {
        case .right, .missing: return
        case .wrong: throw Problem(.secondFactorWrong)
        }
    }

    private func note(
        _ session: ID<Session>, _ context: Context<Anonymous>, _ trip: inout Trip
    ) {
        let device = terms.deviceName(context)
        let letter = Letters.newDevice(device, for: account.name, at: context.now, context.place)
        trip.add(
            SecurityStatements.signedIn, session, account.id, device, terms.fingerprint(context),
            context.now, context.place, method, .make(at: context.now), letter.subject,
            letter.body)
    }
}
