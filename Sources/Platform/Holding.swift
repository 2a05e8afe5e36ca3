public import Bedrock
public import Postgres
import Wire

/// What an account holds in one app of an organization: what a token of it is made from.
public struct Holding: Sendable {
    /// The app: the one that was named, else the organization's main one.
    public let app: ID<App>
    public let kind: String
    public let name: String
    public let isArchived: Bool
    public let isDisabled: Bool
    /// The roles held now, with the one that every account has.
    public let roles: [String]
    /// The app's cells of those roles.
    public let cells: [PrivilegeCatalog.AppCell]
    /// The app's own privileges with their ordinals.
    public let own: [String: Int]
    /// When a timeframe next begins or ends: no token of it may outlive that.
    public let until: Instant?

    /// Reads what is held at an instant; no row where there is no such app.
    public static let resolve = Statement<
        Holding, ID<Organization>, ID<App>?, ID<Account>, Instant
    >(
        """
        select app_id, kind, name, archived, disabled, roles, cell_roles, cell_privileges,
            cell_states, own_names, own_ordinals, until
        from permissions.resolve($1, $2, $3, $4)
        """
    ) { row throws(RowError) in try Holding(&row) }

    /// For the docs.
    public static let example = Holding()

    private init() {
        app = .sample(FieldRule())
        kind = "console"
        name = "Console"
        isArchived = false
        isDisabled = false
        roles = ["authenticated", "owner"]
        cells = []
        own = [:]
        until = nil
    }

    init(_ row: inout RowReader) throws(RowError) {
        app = try row.read()
        kind = try row.read()
        name = try row.read()
        isArchived = try row.read()
        isDisabled = try row.read()
        roles = try row.read()
        let cellRoles: [String] = try row.read()
        let cellPrivileges: [String] = try row.read()
        let cellStates: [Bool] = try row.read()
        cells = cellRoles.indices.map {
            .init(role: cellRoles[$0], privilege: cellPrivileges[$0], active: cellStates[$0])
        }
        let names: [String] = try row.read()
        let ordinals: [Int32] = try row.read()
        own = Dictionary(
            zip(names, ordinals.map { Int($0) }), uniquingKeysWith: { first, _ in first })
        until = try row.read()
    }

    /// Lets a caller have it: the app, what the roles grant there, and what is denied.
    public func apply(to caller: inout Caller, _ catalog: PrivilegeCatalog) {
        caller.app = app
        let merged = catalog.merge(roles, cells, own: own)
        caller.privileges = merged.privileges
        caller.ownPrivileges = merged.own
        if catalog.denies(roles) { caller.denies.insert(.banned) }
        if isArchived { caller.denies.insert(.archivedApp) }
        if isDisabled { caller.denies.insert(.disabledApp) }
    }
}
