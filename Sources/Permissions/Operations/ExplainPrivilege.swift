import Bedrock
import Identity
import Platform
import Postgres
import Wire

/// Tells a caller why they have a privilege in the app of their token, or haven't.
struct ExplainOwnPrivilege: Query {
    static let route = Route.get("/v1/me/privileges/{name}")
    static let summary = "Explain why one has a privilege oneself, or has not."
    static let access = Access.account

    let name: String

    init(_ fields: inout Fields) {
        name = fields.path(
            "name", "The privilege.", format: .permissionName, example: "stock.write")
    }

    func run(
        _ context: Context<AccountHolder>
    ) async throws(Problem) -> Success<PrivilegeExplanation> {
        let caller = context.caller.caller
        guard let organization = caller.organization, let app = caller.app else {
            return .answer(try await context.explainWithout(name))
        }
        return .answer(
            try await context.explain(name, of: context.caller.account, in: app, organization))
    }
}

/// Explains why somebody of the organization has a privilege in an app, or hasn't.
struct ExplainPrivilege: Query {
    static let route = Route.get("/v1/members/{account_id}/privileges/{name}")
    static let summary = "Explain why somebody has a privilege, or has not."
    static let access = Access.member(.readMembers, .readPermissions)

    let account: ID<Account>
    let name: String
    let app: ID<App>?

    init(_ fields: inout Fields) {
        account = fields.path("account_id", "Whose.")
        name = fields.path(
            "name", "The privilege.", format: .permissionName, example: "stock.write")
        app = fields.query("app_id", "In which app; absent for that of the token.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PrivilegeExplanation> {
        guard let app = app ?? context.caller.caller.app else { throw .notFound }
        return .answer(
            try await context.explain(name, of: account, in: app, context.caller.organization))
    }
}

extension Context {
    /// The cells and denies that decide one privilege for one account in one app.
    fileprivate func explain(
        _ name: String, of account: ID<Account>, in app: ID<App>,
        _ organization: ID<Organization>
    ) async throws(Problem) -> PrivilegeExplanation {
        var trip = trip()
        let own = trip.add(MatrixStatements.ownPrivileges, organization, app)
        let standing = trip.add(ExplanationStatements.standing, organization, app, account)
        let reasons = trip.add(
            ExplanationStatements.reasons, organization, app, account, name, now)
        try await read(trip)
        guard let standing = standing.first, isKnown(name, own.rows) else { throw .notFound }
        var denies = standing.denies
        if reasons.rows.contains(where: { $0.isHeld && $0.isDenying }) { denies.insert(.banned) }
        // A suspended member holds nothing, whatever was assigned.
        return PrivilegeExplanation(
            privilege: name, account: account, app: app, denies: denies, reasons: reasons.rows)
    }

    private func isKnown(_ name: String, _ own: [PrivilegeView]) -> Bool {
        catalog.ordinal(Privilege(name)) != nil || own.contains { $0.name == name }
    }
}

extension Context where Scope == AccountHolder {
    /// What an account holds by itself, without an organization.
    fileprivate func explainWithout(
        _ name: String
    ) async throws(Problem) -> PrivilegeExplanation {
        var trip = trip()
        let person = Identity.readPerson(caller.account, at: now, &trip)
        try await read(trip)
        guard catalog.ordinal(Privilege(name)) != nil else { throw .notFound }
        let reasons = (person.first?.all ?? []).map { role in
            let cell = catalog.cells.first { $0.role == role && $0.privilege == name }
            return PrivilegeReason(
                role: role, assignment: nil, givenBy: "system", startsAt: nil, endsAt: nil,
                isHeld: true, isDenying: false, isActive: cell?.active ?? false,
                source: cell?.immutable == true ? .hardImmutable : .hardMutable)
        }
        return PrivilegeExplanation(
            privilege: name, account: caller.account, app: nil, denies: [], reasons: reasons)
    }
}
