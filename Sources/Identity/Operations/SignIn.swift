import Bedrock
import Cryptography
import Platform
import Postgres
import Wire

/// Opens a session. An unknown address costs the time that a wrong password does, and takes as
/// many of them.
struct SignIn: Command {
    static let route = Route.post("/v1/sessions")
    static let summary = "Sign in."
    static let access = Access.anonymous(.openSessions)
    static let rateClass = RateClass.signIn
    static let problems: [ProblemKind] = SessionOpening.problems + [.credentialsWrong]
    static let makes = false
    static let success = 201

    let email: String
    let password: String
    let terms: SignInTerms

    init(_ fields: inout Fields) {
        email = fields.email()
        password = fields.body(
            "password", "The account's password.", length: 1...128, format: .secret)
        terms = SignInTerms(&fields)
    }

    func run(_ context: Context<Anonymous>) async throws(Problem) -> Success<SessionView> {
        var rehashed: String?
        let account = try await context.attempt(for: email, wrong: .credentialsWrong) {
            () async throws(Problem) -> AccountRecord in
            var looking = context.trip()
            let found = looking.add(AccountStatements.forSignIn, email)
            try await context.read(looking)
            let secret = found.first
            let verdict = try await context.verify(password, against: secret)
            guard let account = secret?.account, verdict != .differs else {
                try await context.noteWrongPassword(
                    for: email, of: secret?.account.id, "signing_in")
                throw Problem(.credentialsWrong)
            }
            if verdict == .matches(needsRehash: true) {
                rehashed = try await context.hash(password)
            }
            return account
        }
        let opening = SessionOpening(
            account: account, terms: terms, method: "password", rehashed: rehashed)
        return .answer(try await opening.open(context))
    }
}
