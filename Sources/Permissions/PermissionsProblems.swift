import Platform

extension ProblemKind {
    static let grantBeyondOwn = ProblemKind(
        "grant-beyond-own", 403, "This would grant what the one who grants does not hold")
    static let roleNotAssignable = ProblemKind(
        "role-not-assignable", 422, "The role is not handed out")
    static let roleUnknown = ProblemKind("role-unknown", 422, "The app has no such role")
    static let privilegeUnknown = ProblemKind(
        "privilege-unknown", 422, "The app has no such privilege")
    static let appUnknown = ProblemKind("app-unknown", 422, "The organization has no such app")
    static let heldBySystem = ProblemKind(
        "held-by-system", 409, "The system gave it, and only the system moves it")
    static let cellImmutable = ProblemKind(
        "cell-immutable", 409, "The cell is the same in every app")
    static let limitReached = ProblemKind("limit-reached", 409, "There are as many as may be")
    static let timeframeEmpty = ProblemKind(
        "timeframe-empty", 422, "A timeframe begins before it ends")
    static let domainTaken = ProblemKind("domain-taken", 409, "Another app is reached by that host")
    static let mainApp = ProblemKind("main-app", 409, "The main app can't be archived")
    static let platformItself = ProblemKind(
        "platform-itself", 409, "The platform's own organization can't be disabled")
}

/// What the functions that write permissions refuse, by SQLSTATE: one table for all operations.
enum Refusals {
    private static let table: [String: ProblemKind] = [
        "DR201": .roleNotAssignable,
        "DR202": .roleUnknown,
        "DR203": .notFound,
        "DR204": .appUnknown,
        "DR205": .grantBeyondOwn,
        "DR206": .heldBySystem,
        "DR207": .cellImmutable,
        "DR208": .privilegeUnknown,
        "DR209": .conflict,
        "DR210": .notFound,
        "DR211": .versionMismatch,
        "DR212": .limitReached,
        "DR213": .illegalMove,
        "DR215": .notFound,
        "DR216": .platformItself,
        "assignments_timeframe": .timeframeEmpty,
    ]

    /// Where the path names the app, role or privilege, what isn't there is not found.
    private static let named: [String: ProblemKind] = [
        "DR202": .notFound, "DR204": .notFound, "DR208": .notFound,
    ]

    /// The refusals of some codes; of those in `path`, as not found.
    static func of(_ codes: String..., inPath path: [String] = []) -> [String: ProblemKind] {
        var refusals: [String: ProblemKind] = [:]
        for code in codes { refusals[code] = table[code] }
        for code in path { refusals[code] = named[code] }
        return refusals
    }
}

extension [String: ProblemKind] {
    /// Each kind once, by slug.
    var kinds: [ProblemKind] { Set(values).sorted { $0.slug < $1.slug } }
}
