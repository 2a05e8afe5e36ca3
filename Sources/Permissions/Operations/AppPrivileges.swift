import Bedrock
import Platform
import Postgres
import Wire

/// Makes a privilege of an app's own; its owner holds it, and so can grant it.
struct CreatePrivilege: Command {
    static let route = Route.post("/v1/apps/{id}/privileges")
    static let summary = "Make a privilege of an app's own, held by the owner."
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
            example: "app.tastings")
        about = fields.body("summary", "What it allows.", length: 1...200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PrivilegeView> {
        let own = context.caller.organization
        let view = PrivilegeView(name: name, summary: about, isOwn: true)
        return try await context.commit(.answer(view)) { trip in
            trip.add(
                MatrixStatements.createPrivilege, own, id, name, about, context.caller.account,
                context.now)
            context.record("privilege_made", id, of: "app", in: own, &trip) { json in
                json.key("privilege")
                json.write(name)
            }
        }
    }
}

/// Deletes a privilege of an app's own; its cells go along.
struct DeletePrivilege: Command {
    static let route = Route.delete("/v1/apps/{id}/privileges/{name}")
    static let summary = "Delete a privilege of an app's own, with its cells."
    static let access = Access.member(.writePermissions).inPerson
    static let constraints = Refusals.of(inPath: ["DR204", "DR208"])

    let id: ID<App>
    let name: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The app's id.")
        name = fields.path(
            "name", "The privilege.", format: .permissionName, example: "app.tastings")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let own = context.caller.organization
        return try await context.commit(.nothing) { trip in
            trip.add(MatrixStatements.deletePrivilege, own, id, name)
            context.record("privilege_deleted", id, of: "app", in: own, &trip) { json in
                json.key("privilege")
                json.write(name)
            }
        }
    }
}
