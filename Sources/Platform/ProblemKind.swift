/// A kind of problem: a stable slug that clients switch on, its status and its title.
public struct ProblemKind: Hashable, Sendable {
    /// Stable: `type` in the answer is `/problems/` and this.
    public let slug: String
    public let status: Int
    public let title: String

    public init(_ slug: String, _ status: Int, _ title: String) {
        self.slug = slug
        self.status = status
        self.title = title
    }
}

extension ProblemKind {
    public static let malformedRequest = ProblemKind(
        "malformed-request", 400, "The request could not be read")
    public static let invalidRequest = ProblemKind(
        "invalid-request", 422, "Fields of the request are not as they must be")
    public static let idempotencyKeyRequired = ProblemKind(
        "idempotency-key-required", 400, "This request needs an Idempotency-Key header")
    public static let signInRequired = ProblemKind(
        "sign-in-required", 401, "This request needs an access token")
    public static let tokenInvalid = ProblemKind(
        "token-invalid", 401, "The access token is not valid here")
    public static let tokenExpired = ProblemKind("token-expired", 401, "The access token expired")
    public static let tokenRevoked = ProblemKind(
        "token-revoked", 401, "The access token no longer holds; refresh it or sign in")
    public static let keyInvalid = ProblemKind(
        "api-key-invalid", 401, "There is no such API key, or it was revoked or has expired")
    public static let inPersonOnly = ProblemKind(
        "in-person-only", 403, "Only the account's owner may do this, signed in")
    public static let privilegeMissing = ProblemKind(
        "privilege-missing", 403, "The token does not allow this")
    public static let organizationRequired = ProblemKind(
        "organization-required", 403, "This request needs a token of an organization")
    public static let tradingNotApproved = ProblemKind(
        "trading-not-approved", 403, "The organization awaits approval and cannot trade yet")
    public static let organizationDisabled = ProblemKind(
        "organization-disabled", 403, "The organization is disabled")
    public static let memberBanned = ProblemKind(
        "member-banned", 403, "The account is banned in this organization")
    public static let membershipSuspended = ProblemKind(
        "membership-suspended", 403, "The membership in this organization is suspended")
    public static let appDisabled = ProblemKind("app-disabled", 403, "The app is disabled")
    public static let appArchived = ProblemKind("app-archived", 403, "The app is archived")
    public static let notFound = ProblemKind("not-found", 404, "There is no such thing here")
    public static let methodNotAllowed = ProblemKind(
        "method-not-allowed", 405, "This path does not take this method")
    public static let conflict = ProblemKind("conflict", 409, "It exists already")
    public static let illegalMove = ProblemKind(
        "illegal-move", 409, "Its state does not allow this")
    public static let keyInFlight = ProblemKind(
        "idempotency-key-in-flight", 409, "A request with this key is still running")
    public static let keyReused = ProblemKind(
        "idempotency-key-reused", 422, "This key belongs to another request")
    public static let versionMismatch = ProblemKind(
        "version-mismatch", 412, "It was changed since it was read")
    public static let versionRequired = ProblemKind(
        "version-required", 428, "This request needs an If-Match header")
    public static let bodyTooLarge = ProblemKind("body-too-large", 413, "The body is too large")
    public static let mediaTypeUnsupported = ProblemKind(
        "media-type-unsupported", 415, "The body is not of a type taken here")
    public static let tooManyRequests = ProblemKind(
        "too-many-requests", 429, "Too many requests; wait and ask again")
    public static let internalError = ProblemKind("internal-error", 500, "Something went wrong")
    public static let unavailable = ProblemKind(
        "unavailable", 503, "The service can't answer right now; ask again")
}
