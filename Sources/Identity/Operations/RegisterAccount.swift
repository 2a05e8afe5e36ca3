import Bedrock
import Cryptography
import Platform
import Postgres
import Wire

/// Makes an account. Whether the address has one already is told to its owner by letter, and to
/// nobody by the answer or the time it takes.
struct RegisterAccount: Command {
    static let route = Route.post("/v1/accounts")
    static let summary = "Register an account; a code goes to its address."
    static let access = Access.anonymous(.registerAccounts)
    static let rateClass = RateClass.signIn
    static let problems: [ProblemKind] = [.tooManyRequests]
    static let constraints = ["accounts_email_check": ProblemKind.invalidRequest]

    let email: String
    let name: String
    let password: String

    init(_ fields: inout Fields) {
        email = fields.email()
        name = fields.body("name", "The person's name.", length: 1...200, example: "Ada Wong")
        password = fields.newPassword()
    }

    func run(_ context: Context<Anonymous>) async throws(Problem) -> Success<AccountView> {
        try context.countLetter(to: email)
        let hash = try await context.hash(password)
        let view = AccountView(
            id: .make(at: context.now), email: email, name: name, verified: false,
            createdAt: context.now)
        let code = EmailCode(for: email, context.identity.refreshKeys)
        let letter = Letters.code(
            code.digits, for: name, context.identity.link("verify_email", email, code.digits))
        return try await context.commit(.answer(view)) { trip in
            trip.add(
                AccountStatements.register, view.id, email, name, hash, code.hash, context.now,
                context.now.advanced(by: IdentityLimits.code), .make(at: context.now),
                letter.subject, letter.body, Letters.known.subject, Letters.known.body)
        }
    }
}
