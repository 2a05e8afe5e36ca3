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

    public let version: Int
    public let privileges: [(name: String, summary: String)]
    public let roles: [Role]
    public let cells: [Cell]
    private let ordinals: [String: Int]
    private let grants: [String: PrivilegeSet]

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
        for cell in cells where cell.active {
            if let ordinal = ordinals[cell.privilege] {
                grants[cell.role, default: PrivilegeSet()].insert(ordinal)
            }
        }
        self.ordinals = ordinals
        self.grants = grants
    }

    /// The ordinal of a privilege; nil when the catalog has none of that name.
    public func ordinal(_ privilege: Privilege) -> Int? { ordinals[privilege.name] }

    /// What the roles grant together.
    public func privileges(of roles: [String]) -> PrivilegeSet {
        var granted = PrivilegeSet()
        for role in roles {
            guard let set = grants[role] else { continue }
            for ordinal in 0..<privileges.count where set.contains(ordinal) {
                granted.insert(ordinal)
            }
        }
        return granted
    }

    /// The names in a set, in ordinal order.
    public func names(of set: PrivilegeSet) -> [String] {
        privileges.indices.filter(set.contains).map { privileges[$0].name }
    }
}
