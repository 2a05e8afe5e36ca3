import Bedrock
import Cryptography
import Platform
import Postgres

// How somebody shows that they know a password.
extension Context {
    /// Notes a wrong password, at the same cost whether there is such an account or not.
    func noteWrongPassword(
        for email: String, of account: ID<Account>?, _ reason: String
    ) async throws(Problem) {
        var trip = notedTrip()
        trip.add(
            SecurityStatements.wrongPassword, account, reason, isLastAttempt(for: email))
        try await send(trip)
    }

    /// Compares a password; an unknown account costs the same time.
    func verify(
        _ password: String, against secret: AccountSecret?
    ) async throws(Problem) -> PasswordVerdict {
        let passwords = identity.passwords
        do throws(PasswordError) {
            if let secret {
                return try await passwords.verify(password, against: secret.passwordHash)
            }
            try await passwords.verifyUnknown(password)
            return .differs
        } catch {
            throw Problem(error)
        }
    }

    /// The hash of a new password.
    func hash(_ password: String) async throws(Problem) -> String {
        do throws(PasswordError) {
            return try await identity.passwords.hash(password)
        } catch {
            throw Problem(error)
        }
    }
}

extension Context where Scope == AccountHolder {
    /// Throws where somebody acts for the account: its keys are its owner's alone.
    func requireOwner() throws(Problem) {
        if caller.caller.actor != nil { throw Problem(.inPersonOnly) }
    }

    /// The account, once its owner has shown that they know its password.
    func provePassword(_ password: String) async throws(Problem) -> AccountSecret {
        try requireOwner()
        var reading = trip()
        let found = reading.add(CodeStatements.accountSecret, caller.account)
        try await read(reading)
        guard let secret = found.first else { throw .notFound }
        return try await attempt(for: secret.account.email, wrong: .passwordWrong) {
            () async throws(Problem) in
            guard try await verify(password, against: secret) != .differs else {
                try await noteWrongPassword(
                    for: secret.account.email, of: secret.account.id, "changing_the_account")
                throw Problem(.passwordWrong)
            }
            return secret
        }
    }

    /// The account's owner shows that they know its password or have its second factor.
    func proveOwner(password: String?, code: String?) async throws(Problem) {
        try requireOwner()
        if let password {
            _ = try await provePassword(password)
            return
        }
        guard let code else {
            throw .invalid("/password", "required", "Give the password, or a code.")
        }
        switch try await trySecondFactor(code, of: caller.account) {
        case .right: return
        case .wrong: throw Problem(.codeWrong)
        case .missing: throw Problem(.secondFactorMissing)
        }
    }
}
