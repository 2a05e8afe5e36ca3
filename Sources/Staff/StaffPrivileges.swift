import Platform

extension Privilege {
    static let readOrganization = Privilege("organization.read")
    static let readMembers = Privilege("members.read")
    static let writeMembers = Privilege("members.write")
    static let inviteMembers = Privilege("members.invite")
    static let transferOwnership = Privilege("ownership.transfer")
    static let acceptOwnership = Privilege("ownership.accept")
    static let readAudit = Privilege("audit.read")
}
