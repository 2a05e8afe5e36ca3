import Platform
import Postgres
import Wire

/// Shows that an address is read by who registered it.
struct VerifyAccount: Command {
    static let route = Route.post("/v1/accounts/verify")
    static let summary = "Verify an account's address with the code sent to it."
    static let access = Access.anonymous(.registerAccounts)
    static let rateClass = RateClass.signIn
    static let problems: [ProblemKind] = [.codeWrong]
    static let makes = false

    let email: String
    let code: String

    init(_ fields: inout Fields) {
        email = fields.email()
        code = fields.body(
            "code", "The six digits of the letter.", length: 6...6, format: .digits,
            example: "042917")
    }

    func run(_ context: Context<Anonymous>) async throws(Problem) -> Success<Nothing> {
        let code = EmailCode(code, for: email, context.identity.refreshKeys)
        return try await context.attempt(for: email, wrong: .codeWrong) {
            () async throws(Problem) in
            var trip = context.notedTrip()
            let verified = trip.add(AccountStatements.verify, email, code.hash, context.now)
            try await context.send(trip)
            guard verified.first == true else { throw Problem(.codeWrong) }
            return .nothing
        }
    }
}
