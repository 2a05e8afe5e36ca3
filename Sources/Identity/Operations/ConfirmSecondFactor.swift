import Bedrock
import Platform
import Postgres
import Wire

/// Shows that the authenticator app has the secret; from then on signing in takes its code.
///
/// Without an idempotency key: the answer is secrets, and is kept nowhere as it is.
struct ConfirmSecondFactor: Command {
    static let route = Route.post("/v1/me/second-factor/confirm")
    static let summary = "Confirm the second factor with a code; recovery codes come back."
    static let access = Access.account
    static let problems: [ProblemKind] = [
        .codeWrong, .secondFactorMissing, .secondFactorExists,
        .tooManyRequests,
    ]
    static let makes = false

    let code: String

    init(_ fields: inout Fields) {
        code = fields.body(
            "code", "The six digits that the app shows.", length: 6...6, format: .digits,
            example: "492039")
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<RecoveryCodes> {
        try context.requireOwner()
        let account = context.caller.account
        guard let (attempt, sealed) = try await context.takeSecondFactorTry(of: account) else {
            throw Problem(.secondFactorMissing)
        }
        if attempt.confirmedAt != nil { throw Problem(.secondFactorExists) }
        guard let step = try context.step(of: code, sealed, of: account) else {
            try await context.noteWrongSecondFactor(of: account)
            throw Problem(.codeWrong)
        }
        let (codes, hashes) = context.makeRecoveryCodes(of: account)
        let letter = Letters.secondFactor("added to", at: context.now, context.place)
        var trip = context.notedTrip()
        let confirmed = trip.add(
            SecondFactorStatements.confirm, account, sealed, step, hashes, context.now,
            .make(at: context.now), letter.subject, letter.body)
        try await context.send(trip)
        guard confirmed.first == true else { throw Problem(.codeWrong) }
        return .answer(codes)
    }
}
