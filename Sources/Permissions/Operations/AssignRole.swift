import Bedrock
import Platform
import Postgres
import Wire

/// Gives somebody of the organization a role: in one app or all, from when and until when.
struct AssignRole: Command {
    static let route = Route.post("/v1/members/{account_id}/assignments")
    static let summary = "Give somebody a role; nobody gives what they do not hold."
    static let access = Access.member(.writeMembers).inPerson
    static let problems: [ProblemKind] = constraints.kinds
    static let constraints = Refusals.of(
        "DR201", "DR202", "DR203", "DR204", "DR205", "DR209", "assignments_timeframe")

    let account: ID<Account>
    let role: String
    let app: ID<App>?
    let startsAt: Instant?
    let endsAt: Instant?
    let isPublic: Bool

    init(_ fields: inout Fields) {
        account = fields.path("account_id", "Who gets it.")
        role = fields.body(
            "role", "The role; an app's own takes its app.", format: .permissionName,
            example: "warehouse_hand")
        app = fields.optional("app_id", "The app it is held in; absent for all of them.")
        startsAt = fields.optional("starts_at", "From when on; absent for now.")
        endsAt = fields.optional("ends_at", "Until when; absent for good.", inExample: false)
        isPublic = fields.body(
            "public", "Whether everybody in the organization sees it.", default: false)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<AssignmentView> {
        let own = context.caller.organization
        let view = AssignmentView(
            id: .make(at: context.now), account: account, role: role, app: app,
            startsAt: startsAt ?? context.now, endsAt: endsAt, isPublic: isPublic,
            givenBy: "member", grantor: context.caller.account, createdAt: context.now,
            version: 1)
        let success = Success.answer(view).version(1).location("/v1/assignments/\(view.id)")
        return try await context.commit(success) { trip in
            trip.add(
                AssignmentStatements.assign, own, view.id, account, role, app, view.startsAt,
                endsAt, isPublic, context.caller.account, context.now)
            context.record("role_assigned", view.id, of: "assignment", in: own, &trip) { json in
                view.record(&json)
            }
        }
    }
}

extension AssignmentView {
    /// What the ledger says of it.
    func record(_ json: inout JSONWriter) {
        json.key("account_id")
        json.write(account.text)
        json.key("role")
        json.write(role)
        json.key("starts_at")
        json.write(startsAt.rfc3339)
        if let endsAt {
            json.key("ends_at")
            json.write(endsAt.rfc3339)
        }
    }
}
