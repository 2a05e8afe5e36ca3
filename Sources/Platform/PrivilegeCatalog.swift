/// The hard half of the permission model: roles, privileges and their cells, as `Policies/` says.
public struct PrivilegeCatalog: Sendable {
    /// A named set of privileges.
    public struct Role: Sendable {
        public let name: String
        public let assignable: Bool
        /// A role that denies, such as `banned`.
        public let denies: Bool
        public let summary: String

        public init(name: String, assignable: Bool, denies: Bool, summary: String) {
            self.name = name
            self.assignable = assignable
            self.denies = denies
            self.summary = summary
        }
    }

    /// Whether a role has a privilege, and whether organizations may change that.
    public struct Cell: Sendable {
        public let role: String
        public let privilege: String
        public let active: Bool
        public let immutable: Bool

        public init(role: String, privilege: String, active: Bool, immutable: Bool) {
            self.role = role
            self.privilege = privilege
            self.active = active
            self.immutable = immutable
        }
    }

    /// A cell that an app has switched.
    public struct AppCell: Sendable {
        public let role: String
        public let privilege: String
        public let active: Bool

        public init(role: String, privilege: String, active: Bool) {
            self.role = role
            self.privilege = privilege
            self.active = active
        }
    }

    public let version: Int
    public let privileges: [(name: String, summary: String)]
    public let roles: [Role]
    public let cells: [Cell]
    private let ordinals: [String: Int]
    private let grants: [String: PrivilegeSet]
    /// The immutable cells of each role, active or not.
    private let immutables: [String: PrivilegeSet]
    private let denying: Set<String>

    /// Privileges in the order of their ordinals, which a token carries and so never change.
    public init(
        version: Int, privileges: [(name: String, summary: String)], roles: [Role], cells: [Cell]
    ) {
        self.version = version
        self.privileges = privileges
        self.roles = roles
        self.cells = cells
        var ordinals: [String: Int] = [:]
        for (ordinal, privilege) in privileges.enumerated() { ordinals[privilege.name] = ordinal }
        var grants: [String: PrivilegeSet] = [:]
        var immutables: [String: PrivilegeSet] = [:]
        for cell in cells {
            guard let ordinal = ordinals[cell.privilege] else { continue }
            if cell.active { grants[cell.role, default: PrivilegeSet()].insert(ordinal) }
            if cell.immutable { immutables[cell.role, default: PrivilegeSet()].insert(ordinal) }
        }
        self.ordinals = ordinals
        self.grants = grants
        self.immutables = immutables
        denying = Set(roles.filter(\.denies).map(\.name))
    }

    /// The ordinal of a privilege; nil when the catalog has none of that name.
    public func ordinal(_ privilege: Privilege) -> Int? { ordinals[privilege.name] }

    /// What the roles grant together by the hard table alone.
    public func privileges(of roles: [String]) -> PrivilegeSet {
        merge(roles, []).privileges
    }

    /// Whether one of the roles denies.
    public func denies(_ roles: [String]) -> Bool { roles.contains(where: denying.contains) }

    /// What the roles grant together in an app: an immutable hard cell wins over the app's cell,
    /// the app's cell over a mutable hard one. The app's own privileges by their ordinals there.
    public func merge(
        _ roles: [String], _ cells: [AppCell], own: [String: Int] = [:]
    ) -> (privileges: PrivilegeSet, own: [Int]) {
        var granted = PrivilegeSet()
        var ownGranted: Set<Int> = []
        for role in roles {
            var set = grants[role] ?? PrivilegeSet()
            if !cells.isEmpty {
                var on = PrivilegeSet()
                var off = PrivilegeSet()
                for cell in cells where cell.role == role {
                    if let ordinal = ordinals[cell.privilege] {
                        if cell.active { on.insert(ordinal) } else { off.insert(ordinal) }
                    } else if cell.active, let ordinal = own[cell.privilege] {
                        ownGranted.insert(ordinal)
                    }
                }
                let fixed = immutables[role] ?? PrivilegeSet()
                on.subtract(fixed)
                off.subtract(fixed)
                set.subtract(off)
                set.formUnion(on)
            }
            granted.formUnion(set)
        }
        return (granted, ownGranted.sorted())
    }

    /// The names in a set, in ordinal order.
    public func names(of set: PrivilegeSet) -> [String] {
        privileges.indices.filter(set.contains).map { privileges[$0].name }
    }
}
