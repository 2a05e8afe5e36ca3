import Bedrock
import Identity
import Platform
import Postgres
import Wire

/// Shows what each role allows in an app, and where each cell of it comes from.
struct ReadAppPermissions: Query {
    static let route = Route.get("/v1/apps/{id}/permissions")
    static let summary = "Read every role by every privilege of an app."
    static let access = Access.member(.readPermissions)

    let id: ID<App>

    init(_ fields: inout Fields) { id = fields.path("id", "The app's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PermissionMatrix> {
        let own = context.caller.organization
        let catalog = context.catalog
        var trip = context.trip()
        let app = trip.add(AppStatements.app, own, id)
        let privileges = trip.add(MatrixStatements.ownPrivileges, own, id)
        let roles = trip.add(MatrixStatements.ownRoles, own, id)
        let cells = trip.add(MatrixStatements.cells, own, id, catalog.roles.map(\.name))
        try await context.read(trip)
        guard app.first != nil else { throw .notFound }
        return .answer(
            PermissionMatrix(
                app: id, catalog, own: privileges.rows, roles: roles.rows, cells: cells.rows))
    }
}

extension Context {
    /// The hard table that the server works by.
    var catalog: PrivilegeCatalog { services.get(IdentityServices.self).catalog }

    /// Whether the caller's token allows something beside what the operation asks for.
    func allows(_ privilege: Privilege) -> Bool {
        catalog.ordinal(privilege).map(caller.caller.privileges.contains) ?? false
    }
}
