import Bedrock
import Platform
import Postgres
import Wire

/// Tells whether the account has a second factor.
struct ReadSecondFactor: Query {
    static let route = Route.get("/v1/me/second-factor")
    static let summary = "Read whether one's account has a second factor."
    static let access = Access.account

    init(_ fields: inout Fields) {}

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<SecondFactorView> {
        var trip = context.trip()
        let state = trip.add(SecondFactorStatements.state, context.caller.account)
        try await context.read(trip)
        return .answer(state.first ?? .none)
    }
}

/// Makes new recovery codes; those before are worth nothing any more.
///
/// Without an idempotency key: the answer is secrets, and is kept nowhere as it is.
struct RenewRecoveryCodes: Command {
    static let route = Route.post("/v1/me/second-factor/recovery-codes")
    static let summary = "Make new recovery codes; those before are void."
    static let access = Access.account
    static let problems = OwnerProof.problems
    static let makes = false

    let proof: OwnerProof

    init(_ fields: inout Fields) { proof = OwnerProof(&fields) }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<RecoveryCodes> {
        try await context.proveOwner(password: proof.password, code: proof.code)
        let (codes, hashes) = context.makeRecoveryCodes(of: context.caller.account)
        var trip = context.notedTrip()
        let renewed = trip.add(SecondFactorStatements.renew, context.caller.account, hashes)
        try await context.send(trip)
        guard renewed.first == true else { throw Problem(.secondFactorMissing) }
        return .answer(codes)
    }
}

/// Takes the second factor away.
struct RemoveSecondFactor: Command {
    static let route = Route.post("/v1/me/second-factor/remove")
    static let summary = "Remove the second factor from one's account."
    static let access = Access.account
    static let problems = OwnerProof.problems
    static let makes = false

    let proof: OwnerProof

    init(_ fields: inout Fields) { proof = OwnerProof(&fields) }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Nothing> {
        try await context.proveOwner(password: proof.password, code: proof.code)
        let letter = Letters.secondFactor("removed from", at: context.now, context.place)
        var trip = context.notedTrip()
        let removed = trip.add(
            SecondFactorStatements.remove, context.caller.account, .make(at: context.now),
            letter.subject, letter.body)
        try await context.send(trip)
        guard removed.first == true else { throw Problem(.secondFactorMissing) }
        return .nothing
    }
}

/// How an owner who is signed in shows that it is them: the password, or a code.
struct OwnerProof: Sendable {
    static let problems: [ProblemKind] = [
        .passwordWrong, .codeWrong, .secondFactorMissing, .tooManyRequests,
    ]

    let password: String?
    let code: String?

    init(_ fields: inout Fields) {
        password = fields.optional(
            "password", "The account's password.", length: 1...128, format: .secret)
        code = fields.optional(
            "code", "Instead: the app's six digits, or a recovery code.", length: 6...20,
            example: "492039", inExample: false)
    }
}
