import Platform

extension ProblemKind {
    static let credentialsWrong = ProblemKind(
        "credentials-wrong", 401, "The e-mail address or the password is not right")
    static let emailNotVerified = ProblemKind(
        "email-not-verified", 403, "The e-mail address has not been verified yet")
    static let accountBanned = ProblemKind("account-banned", 403, "The account is banned")
    static let codeWrong = ProblemKind(
        "code-wrong", 422, "The code is not right, was used, or has expired")
    static let refreshTokenInvalid = ProblemKind(
        "refresh-token-invalid", 401, "The refresh token is not valid; sign in")
    static let refreshTokenReused = ProblemKind(
        "refresh-token-reused", 401, "The refresh token was used before; the session is over")
}
