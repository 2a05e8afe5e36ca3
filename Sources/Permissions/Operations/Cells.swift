import Bedrock
import Platform
import Postgres
import Wire

/// Switches a cell of an app: a role has a privilege there, or hasn't, whatever the hard table
/// says of it by default.
struct SwitchCell: Command {
    static let route = Route.put("/v1/apps/{id}/cells")
    static let summary = "Switch whether a role has a privilege in an app."
    static let access = Access.member(.writePermissions).inPerson
    static let problems: [ProblemKind] = constraints.kinds
    static let constraints = Refusals.of(
        "DR202", "DR205", "DR207", "DR208", inPath: ["DR204"])

    let id: ID<App>
    let role: String
    let privilege: String
    let isActive: Bool

    init(_ fields: inout Fields) {
        id = fields.path("id", "The app's id.")
        role = fields.body("role", "The role.", format: .permissionName, example: "staff")
        privilege = fields.body(
            "privilege", "The privilege.", format: .permissionName, example: "stock.read")
        isActive = fields.body("active", "Whether the role has it.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CellView> {
        let own = context.caller.organization
        let view = CellView(role: role, privilege: privilege, isActive: isActive, source: .app)
        return try await context.commit(.answer(view)) { trip in
            trip.add(
                MatrixStatements.switchCell, own, id, role, privilege, isActive,
                context.caller.account, context.now)
            context.record("cell_switched", id, of: "app", in: own, &trip) { json in
                json.key("role")
                json.write(role)
                json.key("privilege")
                json.write(privilege)
                json.key("active")
                json.write(isActive)
            }
        }
    }
}

/// Gives a cell back to the hard table.
struct ClearCell: Command {
    static let route = Route.delete("/v1/apps/{id}/cells/{role}/{privilege}")
    static let summary = "Give a cell of an app back to the hard table."
    static let access = Access.member(.writePermissions).inPerson
    static let problems: [ProblemKind] = [.cellImmutable, .grantBeyondOwn]
    static let constraints = Refusals.of(
        "DR205", "DR207", inPath: ["DR202", "DR204", "DR208"])

    let id: ID<App>
    let role: String
    let privilege: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The app's id.")
        role = fields.path("role", "The role.", format: .permissionName, example: "staff")
        privilege = fields.path(
            "privilege", "The privilege.", format: .permissionName, example: "stock.read")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let own = context.caller.organization
        return try await context.commit(.nothing) { trip in
            trip.add(
                MatrixStatements.clearCell, own, id, role, privilege, context.caller.account,
                context.now)
            context.record("cell_cleared", id, of: "app", in: own, &trip) { json in
                json.key("role")
                json.write(role)
                json.key("privilege")
                json.write(privilege)
            }
        }
    }
}
