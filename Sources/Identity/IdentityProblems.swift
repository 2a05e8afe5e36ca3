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
    static let passwordWrong = ProblemKind("password-wrong", 403, "The password is not right")
    static let secondFactorRequired = ProblemKind(
        "second-factor-required", 401, "The account has a second factor; its code is needed too")
    static let secondFactorWrong = ProblemKind(
        "second-factor-wrong", 401, "The second factor's code is not right, or was used")
    static let secondFactorExists = ProblemKind(
        "second-factor-exists", 409, "The account has a second factor already")
    static let secondFactorMissing = ProblemKind(
        "second-factor-missing", 409, "The account has no second factor, or none that was begun")
    static let apiKeyBeyondMaker = ProblemKind(
        "api-key-beyond-maker", 403, "A key allows nothing that its maker is not allowed")
    static let tooManyApiKeys = ProblemKind(
        "too-many-api-keys", 409, "The organization has as many keys as it may")
    static let apiKeyTold = ProblemKind(
        "api-key-told", 409, "The key was made and used; its secret is not told again")
}
