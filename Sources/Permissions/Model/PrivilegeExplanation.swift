import Bedrock
import Platform
import Postgres
import Wire

/// What stands before every grant for an account in an app.
struct Standing: Sendable {
    let membership: String
    let state: String
    let isArchived: Bool
    let isDisabled: Bool
    let isBanned: Bool

    static func read(_ row: inout RowReader) throws(RowError) -> Standing {
        Standing(
            membership: try row.read(), state: try row.read(), isArchived: try row.read(),
            isDisabled: try row.read(), isBanned: try row.read())
    }

    var denies: Denies {
        var denies: Denies = state == "approved" ? [] : .awaitingApproval
        if state == "disabled" { denies.insert(.disabledOrganization) }
        if membership != "active" { denies.insert(.suspended) }
        if isArchived { denies.insert(.archivedApp) }
        if isDisabled { denies.insert(.disabledApp) }
        if isBanned { denies.insert(.banned) }
        return denies
    }
}

/// Something that is refused before any grant is looked at.
struct DenyView: Output, Sendable {
    let problem: ProblemKind
    let stopsEverything: Bool

    static let example = DenyView(problem: .tradingNotApproved, stopsEverything: false)

    /// Each of those denies, the weightiest first.
    static func list(_ denies: Denies) -> [DenyView] {
        let weighty = Set(denies.intersection(.standing).problems)
        return denies.problems.map { DenyView(problem: $0, stopsEverything: weighty.contains($0)) }
    }

    func write(_ out: inout OutputWriter) {
        out("problem", problem.slug, "The problem that requests are answered with.")
        out("title", problem.title, "What it says.")
        out("stops", stopsEverything ? "everything" : "trading", "What it stops.")
    }
}

/// What a caller may do in the app of their token.
struct OwnPrivileges: Output, Sendable {
    let app: ID<App>?
    let roles: [String]
    let privileges: [String]
    let denies: [DenyView]
    let until: Instant?

    static let example = OwnPrivileges(
        app: .sample(FieldRule()), roles: ["authenticated", "sales"],
        privileges: ["orders.read"], denies: [.example], until: .sample(FieldRule()))

    func write(_ out: inout OutputWriter) {
        out("app_id", app, "The app; null without an organization.")
        out("roles", roles, "The roles held now.")
        out("privileges", privileges, "What they allow together, if nothing denies it.")
        out("denies", denies, "What is refused before any of them is looked at.")
        out("until", until, "When a role next begins or ends; null for never.")
    }
}

/// Why an account has a privilege in an app, or hasn't.
struct PrivilegeExplanation: Output, Sendable {
    let privilege: String
    let account: ID<Account>
    let app: ID<App>?
    let denies: Denies
    let reasons: [PrivilegeReason]

    static let example = PrivilegeExplanation(
        privilege: "stock.write", account: .sample(FieldRule()), app: .sample(FieldRule()),
        denies: .awaitingApproval, reasons: [.example])

    /// Granted by a role held now, and nothing stands before it.
    var isAllowed: Bool {
        denies.isDisjoint(with: .standing) && reasons.contains { $0.isHeld && $0.isActive }
    }

    func write(_ out: inout OutputWriter) {
        out("privilege", privilege, "The privilege in question.")
        out("account_id", account, "Whose.")
        out("app_id", app, "In which app; null without an organization.")
        out("allowed", isAllowed, "Whether a role held now grants it and nothing denies it.")
        out("denies", DenyView.list(denies), "What is refused before any grant is looked at.")
        out("roles", reasons, "Every role of the account there, with its cell of the privilege.")
    }
}

/// A role of an account, with its cell of one privilege.
struct PrivilegeReason: Output, Sendable {
    let role: String
    let assignment: ID<Assignment>?
    let givenBy: String
    let startsAt: Instant?
    let endsAt: Instant?
    let isHeld: Bool
    let isDenying: Bool
    let isActive: Bool
    let source: CellSource

    static let example = PrivilegeReason(
        role: "warehouse_hand", assignment: .sample(FieldRule()), givenBy: "member",
        startsAt: .sample(FieldRule()), endsAt: .sample(FieldRule()), isHeld: true,
        isDenying: false, isActive: true, source: .hardMutable)

    static func read(_ row: inout RowReader) throws(RowError) -> PrivilegeReason {
        let role: String = try row.read()
        let assignment: ID<Assignment>? = try row.read()
        let givenBy: String = try row.read()
        let startsAt: Instant? = try row.read()
        let endsAt: Instant? = try row.read()
        let isHeld: Bool = try row.read()
        let isDenying: Bool = try row.read()
        let isActive: Bool = try row.read()
        guard let source = CellSource(rawValue: try row.read()) else {
            throw .invalid(column: "source")
        }
        return PrivilegeReason(
            role: role, assignment: assignment, givenBy: givenBy, startsAt: startsAt,
            endsAt: endsAt, isHeld: isHeld, isDenying: isDenying, isActive: isActive,
            source: source)
    }

    func write(_ out: inout OutputWriter) {
        out("role", role, "The role.")
        out("assignment_id", assignment, "By which assignment; null for what everybody holds.")
        out("given_by", givenBy, "`member` or `system`.")
        out("starts_at", startsAt, "From when on it is held.")
        out("ends_at", endsAt, "Until when.")
        out("held", isHeld, "Whether it is held now.")
        out("denies", isDenying, "Whether it is a role that denies everything.")
        out("active", isActive, "Whether its cell grants the privilege.")
        out("source", source, "Where the cell comes from.")
    }
}
