import Bedrock
import Platform
import Postgres
import Wire

/// Makes a role of an app's own; it allows nothing until cells are switched on.
struct CreateRole: Command {
    static let route = Route.post("/v1/apps/{id}/roles")
    static let summary = "Make a role of an app's own."
    static let access = Access.member(.writePermissions).inPerson
    static let problems: [ProblemKind] = constraints.kinds
    static let constraints = Refusals.of("DR209", "DR212", inPath: ["DR204"])

    let id: ID<App>
    let name: String
    let about: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The app's id.")
        name = fields.body(
            "name", "Begins with `app.`; unique in the app.", format: .ownName,
            example: "app.sommelier")
        about = fields.body("summary", "Who holds it.", length: 1...200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<RoleView> {
        let own = context.caller.organization
        let view = RoleView(name: name, summary: about, isAssignable: true, isOwn: true)
        return try await context.commit(.answer(view)) { trip in
            trip.add(MatrixStatements.createRole, own, id, name, about, context.now)
            context.record("role_made", id, of: "app", in: own, &trip) { json in
                json.key("role")
                json.write(name)
            }
        }
    }
}

/// Deletes a role of an app's own; its cells and assignments go along.
struct DeleteRole: Command {
    static let route = Route.delete("/v1/apps/{id}/roles/{name}")
    static let summary = "Delete a role of an app's own, with its cells and assignments."
    static let access = Access.member(.writePermissions).inPerson
    static let constraints = Refusals.of(inPath: ["DR202", "DR204"])

    let id: ID<App>
    let name: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The app's id.")
        name = fields.path("name", "The role.", format: .permissionName, example: "app.sommelier")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let own = context.caller.organization
        return try await context.commit(.nothing) { trip in
            trip.add(MatrixStatements.deleteRole, own, id, name)
            context.record("role_deleted", id, of: "app", in: own, &trip) { json in
                json.key("role")
                json.write(name)
            }
        }
    }
}
