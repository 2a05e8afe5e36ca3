/// What the database's guards of permissions refuse, as problems by SQLSTATE: for the `constraints`
/// of operations that call them.
public enum PermissionGuards {
    /// Giving and taking roles.
    public static let granting: [String: ProblemKind] = [
        "DR201": .roleNotAssignable, "DR202": .roleUnknown, "DR203": .notFound,
        "DR204": .appUnknown, "DR205": .grantBeyondOwn,
    ]

    /// Changing where another member stands.
    public static let standing: [String: ProblemKind] = [
        "DR203": .notFound, "DR205": .grantBeyondOwn, "DR221": .notOneself, "DR222": .ownerStays,
        "DR223": .illegalMove,
    ]
}

extension ProblemKind {
    public static let roleNotAssignable = ProblemKind(
        "role-not-assignable", 403, "The role is not handed out")
    public static let roleUnknown = ProblemKind("role-unknown", 422, "There is no such role")
    public static let appUnknown = ProblemKind("app-unknown", 422, "There is no such app")
    public static let grantBeyondOwn = ProblemKind(
        "grant-beyond-own", 403, "Nobody grants or takes what they do not hold")
    public static let notOneself = ProblemKind(
        "not-oneself", 403, "Nobody does this to themselves")
    public static let ownerStays = ProblemKind(
        "owner-stays", 409, "An organization keeps its owner until another has accepted it")
}
