import Platform

extension Privilege {
    static let registerAccounts = Privilege("accounts.register")
    static let readAccounts = Privilege("accounts.read")
    static let banAccounts = Privilege("accounts.ban")
    static let impersonate = Privilege("accounts.impersonate")
    static let readAudit = Privilege("audit.read")
    static let openSessions = Privilege("sessions.open")
    static let readApiKeys = Privilege("api_keys.read")
    static let writeApiKeys = Privilege("api_keys.write")
}
