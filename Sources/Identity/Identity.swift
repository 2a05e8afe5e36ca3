public import Platform
package import Postgres

/// Identity: who somebody is, and what their token allows.
///
/// Owns accounts, their sessions and codes, and the hard half of the permission model
/// (`Policies/`). Its tables are global, so the server reaches them through functions of the
/// database only. A session is a family of refresh tokens of which each leads to exactly one
/// successor; an access token is a cache that the epochs of session, account and organization
/// overrule. What happens to an account is kept as its security events.
///
/// Words: account, session, refresh token, code, standing (an account in an organization), device,
/// second factor, recovery code, security event.
/// Limits: a code holds ten minutes and five tries, and goes out once a minute; a session ends
/// thirty days after its last use; five wrong second factors in a row are followed by a pause.
public enum Identity {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(SayHello.self)
        table.add(RegisterAccount.self)
        table.add(VerifyAccount.self)
        table.add(ResendCode.self)
        table.add(SignIn.self)
        table.add(RefreshSession.self)
        table.add(RequestSignInCode.self)
        table.add(SignInByCode.self)
        table.add(ListSessions.self)
        table.add(NameSession.self)
        table.add(SignOut.self)
        table.add(RevokeSession.self)
        table.add(SignOutEverywhere.self)
        table.add(RequestPasswordReset.self)
        table.add(ResetPassword.self)
        table.add(ReadMe.self)
        table.add(ChangePassword.self)
        table.add(RequestEmailChange.self)
        table.add(ConfirmEmailChange.self)
        table.add(ReadSecondFactor.self)
        table.add(BeginSecondFactor.self)
        table.add(ConfirmSecondFactor.self)
        table.add(RenewRecoveryCodes.self)
        table.add(RemoveSecondFactor.self)
        table.add(ListSecurityEvents.self)
        table.add(MakeApiKey.self)
        table.add(ListApiKeys.self)
        table.add(ReadApiKey.self)
        table.add(RevokeApiKey.self)
        table.add(SearchAccounts.self)
        table.add(ReadPlatformAccount.self)
        table.add(BanAccount.self)
        table.add(UnbanAccount.self)
        table.add(BeginImpersonation.self)
        table.add(RenewImpersonation.self)
        table.add(EndImpersonation.self)
        table.add(ListPlatformImpersonations.self)
        table.add(ListImpersonations.self)
    }

    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ parameters: [PostgresType]) -> Void) {
        AccountStatements.prepare(visit)
        SessionStatements.prepare(visit)
        CodeStatements.prepare(visit)
        SecondFactorStatements.prepare(visit)
        SecurityStatements.prepare(visit)
        ApiKeyStatements.prepare(visit)
        BanStatements.prepare(visit)
        ImpersonationStatements.prepare(visit)
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
    /// Recovery codes given out at a time.
    static let recoveryCodes = 10
}
