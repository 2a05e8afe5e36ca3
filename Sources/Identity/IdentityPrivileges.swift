import Platform

extension Privilege {
    static let registerAccounts = Privilege("accounts.register")
    static let openSessions = Privilege("sessions.open")
    static let readApiKeys = Privilege("api_keys.read")
    static let writeApiKeys = Privilege("api_keys.write")
}
