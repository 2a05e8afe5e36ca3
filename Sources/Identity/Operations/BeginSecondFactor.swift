import Bedrock
import Cryptography
import Platform
import Postgres
import Wire

/// Makes a secret for an authenticator app. It holds once a code of it was shown.
///
/// Without an idempotency key: the answer is a secret, and is kept nowhere as it is.
struct BeginSecondFactor: Command {
    static let route = Route.post("/v1/me/second-factor")
    static let summary = "Begin a second factor: a secret for an authenticator app."
    static let access = Access.account
    static let problems: [ProblemKind] = [
        .passwordWrong, .secondFactorExists, .tooManyRequests,
    ]
    static let makes = false

    let password: String

    init(_ fields: inout Fields) {
        password = fields.body(
            "password", "The account's password.", length: 1...128, format: .secret)
    }

    func run(
        _ context: Context<AccountHolder>
    ) async throws(Problem) -> Success<SecondFactorSecret> {
        let account = try await context.provePassword(password).account
        let secret = Random.bytes(OneTimePassword.secretLength)
        let sealed = context.identity.secondFactors.seal(
            secret, for: Array(account.id.text.utf8))
        var trip = context.notedTrip()
        let begun = trip.add(SecondFactorStatements.begin, account.id, sealed, context.now)
        try await context.send(trip)
        guard begun.first == true else { throw Problem(.secondFactorExists) }
        let text = OneTimePassword.text(of: secret)
        let label = account.email.percentEncoded
        return .answer(
            SecondFactorSecret(
                secret: text,
                url: "otpauth://totp/Dray:\(label)?secret=\(text)&issuer=Dray"))
    }
}
