import Bedrock
import Platform
import Postgres
import Wire

/// Sends another code, at most one a minute; says nothing of whether there is such an account.
struct ResendCode: Command {
    static let route = Route.post("/v1/accounts/resend-code")
    static let summary = "Send another code to an address that waits for one."
    static let access = Access.anonymous(.registerAccounts)
    static let rateClass = RateClass.signIn
    static let makes = false

    let email: String

    init(_ fields: inout Fields) { email = fields.email() }

    func run(_ context: Context<Anonymous>) async throws(Problem) -> Success<Nothing> {
        try context.countLetter(to: email)
        let code = EmailCode(for: email, context.identity.refreshKeys)
        let letter = Letters.code(
            code.digits, for: nil, context.identity.link("verify_email", email, code.digits))
        var trip = context.trip()
        trip.add(
            AccountStatements.renewCode, email, code.hash, context.now,
            context.now.advanced(by: IdentityLimits.code), .make(at: context.now), letter.subject,
            letter.body)
        try await context.send(trip)
        return .nothing
    }
}
