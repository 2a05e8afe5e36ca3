import Platform

extension Privilege {
    static let registerAccounts = Privilege("accounts.register")
    static let openSessions = Privilege("sessions.open")
}
