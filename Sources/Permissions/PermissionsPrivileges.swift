import Platform

extension Privilege {
    static let readApps = Privilege("apps.read")
    static let writeApps = Privilege("apps.write")
    static let readPermissions = Privilege("permissions.read")
    static let writePermissions = Privilege("permissions.write")
    static let readMembers = Privilege("members.read")
    static let writeMembers = Privilege("members.write")
    static let disableApps = Privilege("apps.disable")
    static let disableOrganizations = Privilege("organizations.disable")
    /// What lets somebody see their organization lets them see who is in it.
    static let readOrganization = Privilege("organization.read")
}
