import Bedrock
import Platform
import Postgres
import Wire

/// Sets another password; every other session ends, and this one goes on.
struct ChangePassword: Command {
    static let route = Route.put("/v1/me/password")
    static let summary = "Change one's own password; other sessions end."
    static let access = Access.account
    static let problems: [ProblemKind] = [
        .passwordWrong, .tooManyRequests,
    ]

    let current: String
    let password: String

    init(_ fields: inout Fields) {
        current = fields.body(
            "current_password", "The password until now.", length: 1...128, format: .secret)
        password = fields.newPassword()
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Nothing> {
        let secret = try await context.provePassword(current)
        let hash = try await context.hash(password)
        let letter = Letters.passwordChanged(at: context.now, context.place)
        var trip = context.notedTrip()
        let done = trip.add(
            CodeStatements.changePassword, context.caller.account, context.caller.session,
            secret.passwordHash, hash, context.now, .make(at: context.now), letter.subject,
            letter.body)
        try await context.send(trip)
        guard done.first == true else { throw Problem(.passwordWrong) }
        return .nothing
    }
}
