import Bedrock
import Platform
import Postgres
import Wire

/// Sends a code to the address that an account is to have, at most one a minute. Whether it is
/// somebody else's is told to its owner by letter, and to nobody by the answer.
struct RequestEmailChange: Command {
    static let route = Route.post("/v1/me/email-changes")
    static let summary = "Send a code to the address that one's account is to have."
    static let access = Access.account
    static let problems: [ProblemKind] = [
        .passwordWrong, .tooManyRequests,
    ]
    static let makes = false

    let email: String
    let password: String

    init(_ fields: inout Fields) {
        email = fields.email()
        password = fields.body(
            "password", "The account's password.", length: 1...128, format: .secret)
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Nothing> {
        let account = try await context.provePassword(password).account
        try context.countLetter(to: email)
        let code = LetterCode()
        let letter = Letters.emailChange(
            code.text, for: account.name,
            context.identity.link("change_email", email, code.text))
        var trip = context.notedTrip()
        let sent = trip.add(
            CodeStatements.sendEmailCode, account.id, email,
            context.identity.hash(code, .changeEmail, for: account.id.text), context.now,
            context.now.advanced(by: IdentityLimits.code), .make(at: context.now), letter.subject,
            letter.body, Letters.known.subject, Letters.known.body)
        try await context.send(trip)
        guard sent.first == true else {
            var problem = Problem(.tooManyRequests, "A code goes out once a minute.")
            problem.retryAfter = 60
            throw problem
        }
        return .nothing
    }
}

/// Moves the account to the address whose code it is; the address until now is told.
struct ConfirmEmailChange: Command {
    static let route = Route.post("/v1/me/email-changes/confirm")
    static let summary = "Move one's account to the address that the code was sent to."
    static let access = Access.account
    static let problems: [ProblemKind] = [.codeWrong]
    static let makes = false

    let code: String

    init(_ fields: inout Fields) { code = fields.letterCode() }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Nothing> {
        try context.requireOwner()
        guard let code = LetterCode(typed: code) else { throw Problem(.codeWrong) }
        let account = context.caller.account
        let letter = Letters.emailChanged(at: context.now, context.place)
        var trip = context.notedTrip()
        let done = trip.add(
            CodeStatements.changeEmail, account,
            context.identity.hash(code, .changeEmail, for: account.text), context.now,
            .make(at: context.now), letter.subject, letter.body)
        try await context.send(trip)
        guard done.first == true else { throw Problem(.codeWrong) }
        return .nothing
    }
}
