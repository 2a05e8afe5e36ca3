import Bedrock
import Cryptography
import Platform
import Postgres
import Wire

/// Sends a code to sign in with, at most one a minute; says nothing of whether there is such an
/// account.
struct RequestSignInCode: Command {
    static let route = Route.post("/v1/sign-in-codes")
    static let summary = "Send a code to sign in with instead of a password."
    static let access = Access.anonymous(.openSessions)
    static let rateClass = RateClass.signIn
    static let makes = false

    let email: String

    init(_ fields: inout Fields) { email = fields.email() }

    func run(_ context: Context<Anonymous>) async throws(Problem) -> Success<Nothing> {
        try context.countLetter(to: email)
        let code = LetterCode()
        let link = context.identity.link("sign_in", email, code.text)
        try await context.sendCode(code, .signIn, to: email, Letters.signIn(code.text, link))
        return .nothing
    }
}

/// Opens a session with a code sent by letter. The code is used up by the session it opens, and by
/// nothing before it.
struct SignInByCode: Command {
    static let route = Route.post("/v1/sessions/by-code")
    static let summary = "Sign in with a code that was sent by letter."
    static let access = Access.anonymous(.openSessions)
    static let rateClass = RateClass.signIn
    static let problems: [ProblemKind] = SessionOpening.problems + [.codeWrong]
    static let makes = false
    static let success = 201

    let email: String
    let code: String
    let terms: SignInTerms

    init(_ fields: inout Fields) {
        email = fields.email()
        code = fields.letterCode()
        terms = SignInTerms(&fields)
    }

    func run(_ context: Context<Anonymous>) async throws(Problem) -> Success<SessionView> {
        guard let code = LetterCode(typed: code) else { throw Problem(.codeWrong) }
        let hash = context.identity.hash(code, .signIn, for: email)
        guard let id = try await context.tryCode(hash, .signIn, of: email, taking: false) else {
            throw Problem(.codeWrong)
        }
        var reading = context.trip()
        let found = reading.add(AccountStatements.account, id)
        try await context.read(reading)
        guard let account = found.first else { throw Problem(.codeWrong) }
        let opening = SessionOpening(account: account, terms: terms, method: "code")
        let view = try await opening.open(context) { () async throws(Problem) in
            let taken = try await context.tryCode(hash, .signIn, of: email, taking: true)
            guard taken == id else { throw Problem(.codeWrong) }
        }
        return .answer(view)
    }
}

extension Fields {
    /// A code that was sent by letter.
    mutating func letterCode() -> String {
        body(
            "code", "The code of the letter.", length: LetterCode.length, example: "7KQ4M-2XWPD")
    }
}

extension Context {
    /// Sends a code to an address that has an account, at most one a minute.
    func sendCode(
        _ code: LetterCode, _ purpose: CodePurpose, to email: String, _ letter: Letters.Letter
    ) async throws(Problem) {
        var trip = notedTrip()
        trip.add(
            CodeStatements.send, email, purpose.rawValue,
            identity.hash(code, purpose, for: email), now,
            now.advanced(by: IdentityLimits.code), .make(at: now), letter.subject, letter.body)
        try await send(trip)
    }

    /// Whose code it is; a wrong one costs one of its five tries.
    func tryCode(
        _ hash: [UInt8], _ purpose: CodePurpose, of email: String, taking: Bool
    ) async throws(Problem) -> ID<Account>? {
        var trip = notedTrip()
        let owner = trip.add(
            CodeStatements.attempt, email, purpose.rawValue, hash, now, taking)
        try await send(trip)
        return owner.first ?? nil
    }
}
