import Bedrock
import Platform
import Postgres
import Wire

/// Where a cell of an app's matrix comes from.
enum CellSource: String, FieldEnum {
    /// The hard table, which no app can change here.
    case hardImmutable = "hard_immutable"
    /// The app, which switched it.
    case app
    /// The hard table, until the app switches it.
    case hardMutable = "hard_mutable"
}

/// Every role by every privilege of an app.
struct PermissionMatrix: Output, Sendable {
    let app: ID<App>
    let catalogVersion: Int32
    let privileges: [PrivilegeView]
    let roles: [RoleRow]

    static let example = PermissionMatrix(
        app: .sample(FieldRule()), catalogVersion: 3, privileges: [.example], roles: [.example])

    /// Brings the hard table and the app's own together; `cells` are those that are there.
    init(
        app: ID<App>, _ catalog: PrivilegeCatalog, own: [PrivilegeView], roles: [RoleView],
        cells: [MergedCell]
    ) {
        var states: [String: [String: MergedCell]] = [:]
        for cell in cells { states[cell.role, default: [:]][cell.privilege] = cell }
        let privileges =
            catalog.privileges.map {
                PrivilegeView(name: $0.name, summary: $0.summary, isOwn: false)
            } + own
        let hard = catalog.roles.filter { !$0.denies }.map {
            RoleView(
                name: $0.name, summary: $0.summary, isAssignable: $0.assignable, isOwn: false)
        }
        self.app = app
        catalogVersion = Int32(catalog.version)
        self.privileges = privileges
        self.roles = (hard + roles).map { role in
            RoleRow(
                role: role,
                cells: privileges.map { privilege in
                    let cell = states[role.name]?[privilege.name]
                    return CellView(
                        role: role.name, privilege: privilege.name, isActive: cell?.active ?? false,
                        source: cell?.source ?? .hardMutable)
                })
        }
    }

    private init(
        app: ID<App>, catalogVersion: Int32, privileges: [PrivilegeView], roles: [RoleRow]
    ) {
        self.app = app
        self.catalogVersion = catalogVersion
        self.privileges = privileges
        self.roles = roles
    }

    func write(_ out: inout OutputWriter) {
        out("app_id", app, "The app.")
        out("catalog_version", catalogVersion, "The number of the hard table.")
        out("privileges", privileges, "The hard ones, then the app's own.")
        out("roles", roles, "The hard ones, then the app's own, each with all its cells.")
    }
}

/// A cell that the merge of the hard table and the app's has something in.
struct MergedCell: Sendable {
    let role: String
    let privilege: String
    let active: Bool
    let source: CellSource
}

/// A verb that tokens may allow.
struct PrivilegeView: Output, Sendable {
    let name: String
    let summary: String
    let isOwn: Bool

    static let example = PrivilegeView(
        name: "app.tastings", summary: "Arrange tastings.", isOwn: true)

    func write(_ out: inout OutputWriter) {
        out("name", name, "Its name.")
        out("summary", summary, "What it allows.")
        out("own", isOwn, "Whether it is the app's own.")
    }
}

/// A named set of privileges.
struct RoleView: Output, Sendable {
    let name: String
    let summary: String
    let isAssignable: Bool
    let isOwn: Bool

    static let example = RoleView(
        name: "app.sommelier", summary: "Runs tastings.", isAssignable: true, isOwn: true)

    func write(_ out: inout OutputWriter) {
        out("name", name, "Its name.")
        out("summary", summary, "Who holds it.")
        out("assignable", isAssignable, "Whether members hand it out.")
        out("own", isOwn, "Whether it is the app's own.")
    }
}

/// A role with all its cells.
struct RoleRow: Output, Sendable {
    let role: RoleView
    let cells: [CellView]

    static let example = RoleRow(role: .example, cells: [.example])

    func write(_ out: inout OutputWriter) {
        role.write(&out)
        out("cells", cells, "A cell for each privilege, in their order.")
    }
}

/// Whether a role has a privilege in an app, and where that comes from.
struct CellView: Output, Sendable {
    let role: String
    let privilege: String
    let isActive: Bool
    let source: CellSource

    static let example = CellView(
        role: "app.sommelier", privilege: "app.tastings", isActive: true, source: .app)

    func write(_ out: inout OutputWriter) {
        out("role", role, "The role.")
        out("privilege", privilege, "The privilege.")
        out("active", isActive, "Whether the role has it.")
        out("source", source, "Where that comes from.")
    }
}
