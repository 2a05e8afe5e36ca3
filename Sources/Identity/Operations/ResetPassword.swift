import Bedrock
import Platform
import Postgres
import Wire

/// Sends a code to set another password with, at most one a minute; says nothing of whether there
/// is such an account.
struct RequestPasswordReset: Command {
    static let route = Route.post("/v1/password-resets")
    static let summary = "Send a code to set another password with."
    static let access = Access.anonymous(.openSessions)
    static let rateClass = RateClass.signIn
    static let makes = false

    let email: String

    init(_ fields: inout Fields) { email = fields.email() }

    func run(_ context: Context<Anonymous>) async throws(Problem) -> Success<Nothing> {
        try context.countLetter(to: email)
        let code = LetterCode()
        let link = context.identity.link("reset_password", email, code.text)
        try await context.sendCode(
            code, .resetPassword, to: email, Letters.passwordReset(code.text, link))
        return .nothing
    }
}

/// Sets another password with a code that was sent by letter, and ends every session. A second
/// factor stays.
struct ResetPassword: Command {
    static let route = Route.post("/v1/password-resets/confirm")
    static let summary = "Set another password with a code that was sent by letter."
    static let access = Access.anonymous(.openSessions)
    static let rateClass = RateClass.signIn
    static let problems: [ProblemKind] = [.codeWrong, .tooManyRequests]
    static let makes = false

    let email: String
    let code: String
    let password: String

    init(_ fields: inout Fields) {
        email = fields.email()
        code = fields.letterCode()
        password = fields.newPassword()
    }

    func run(_ context: Context<Anonymous>) async throws(Problem) -> Success<Nothing> {
        guard let code = LetterCode(typed: code) else { throw Problem(.codeWrong) }
        let hash = try await context.hash(password)
        let letter = Letters.passwordChanged(at: context.now, context.place)
        var trip = context.notedTrip()
        let done = trip.add(
            CodeStatements.resetPassword, email,
            context.identity.hash(code, .resetPassword, for: email), hash, context.now,
            .make(at: context.now), letter.subject, letter.body)
        try await context.send(trip)
        guard done.first == true else { throw Problem(.codeWrong) }
        return .nothing
    }
}

extension Fields {
    /// A password that somebody chooses.
    mutating func newPassword() -> String {
        body(
            "password", "At least ten characters.", length: IdentityLimits.password,
            format: .secret)
    }
}
