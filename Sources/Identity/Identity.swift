public import Platform
package import Postgres

/// Identity: who somebody is, and what their token allows.
///
/// Owns accounts, their sessions and codes, and the hard half of the permission model
/// (`Policies/`). Its tables are global, so the server reaches them through functions of the
/// database only. A session is a family of refresh tokens of which each leads to exactly one
/// successor; an access token is a cache that the epochs of session, account and organization
/// overrule.
///
/// Words: account, session, refresh token, code, standing (an account in an organization).
/// Limits: a code holds ten minutes and five tries; a session ends thirty days after its last use.
public enum Identity {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(SayHello.self)
        table.add(RegisterAccount.self)
        table.add(VerifyAccount.self)
        table.add(ResendCode.self)
        table.add(SignIn.self)
        table.add(RefreshSession.self)
        table.add(ListSessions.self)
        table.add(SignOut.self)
        table.add(SignOutEverywhere.self)
        table.add(ReadMe.self)
    }

    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ parameters: [PostgresType]) -> Void) {
        AccountStatements.prepare(visit)
        SessionStatements.prepare(visit)
    }
}

/// The limits of the context.
enum IdentityLimits {
    /// How long a code holds.
    static let code: Duration = .seconds(600)
    /// How long a session lasts without being used.
    static let session: Duration = .seconds(30 * 86_400)
    /// Characters of a password.
    static let password = 10...128
}
