import Bedrock
import Cryptography
import Platform
import Postgres

// How an account shows its second factor.
extension Context {
    /// What a code turned out to be.
    enum SecondFactorVerdict {
        case right
        case wrong
        /// The account has none.
        case missing
    }

    /// Tries a code against an account's second factor: the password of this half minute, or one
    /// of its neighbours, or a recovery code. Each is taken once.
    func trySecondFactor(
        _ code: String, of account: ID<Account>
    ) async throws(Problem) -> SecondFactorVerdict {
        guard let (attempt, sealed) = try await takeSecondFactorTry(of: account),
            attempt.confirmedAt != nil
        else { return .missing }
        var trip = notedTrip()
        let used: Reply<Bool>
        if let step = try step(of: code, sealed, of: account) {
            used = trip.add(SecondFactorStatements.useStep, account, step)
        } else if let recovery = LetterCode(typed: code) {
            used = trip.add(
                SecondFactorStatements.useRecoveryCode, account,
                recovery.hash("recovery", for: account.text, identity.recoveryKey), now)
        } else {
            try await noteWrongSecondFactor(of: account)
            return .wrong
        }
        try await send(trip)
        if used.first == true { return .right }
        try await noteWrongSecondFactor(of: account)
        return .wrong
    }

    /// A try at the secret of an account; nil where it has none.
    func takeSecondFactorTry(
        of account: ID<Account>
    ) async throws(Problem) -> (SecondFactorTry, [UInt8])? {
        var taking = trip()
        let taken = taking.add(SecondFactorStatements.attempt, account, now)
        try await send(taking)
        guard let attempt = taken.first else { return nil }
        guard let sealed = attempt.sealed else {
            throw .tooMany(until: attempt.blockedUntil ?? now, now)
        }
        return (attempt, sealed)
    }

    /// The half minute whose password a code is.
    func step(
        of code: String, _ sealed: [UInt8], of account: ID<Account>
    ) throws(Problem) -> Int64? {
        guard let secret = identity.secondFactors.open(sealed, for: Array(account.text.utf8))
        else {
            var problem = Problem(.unavailable, "Second factors can't be read right now.")
            problem.retryAfter = 60
            throw problem.because(
                "the second factor of \(account) is sealed with another DRAY_PASSWORD_PEPPER")
        }
        return OneTimePassword(secret: secret)
            .step(of: code, near: OneTimePassword.step(at: now.seconds))
    }

    func noteWrongSecondFactor(of account: ID<Account>) async throws(Problem) {
        var noting = notedTrip()
        noting.add(SecondFactorStatements.failed, account)
        try await send(noting)
    }

    /// New recovery codes, and what the database keeps of them.
    func makeRecoveryCodes(of account: ID<Account>) -> (codes: RecoveryCodes, hashes: [UInt8]) {
        let codes = (0..<IdentityLimits.recoveryCodes).map { _ in LetterCode() }
        let hashes = codes.flatMap {
            $0.hash("recovery", for: account.text, identity.recoveryKey)
        }
        return (RecoveryCodes(codes: codes.map(\.text)), hashes)
    }
}

extension Problem {
    /// No more tries are taken before that moment.
    static func tooMany(until moment: Instant, _ now: Instant) -> Problem {
        var problem = Problem(.tooManyRequests, "Too many wrong tries; wait.")
        problem.retryAfter = Int(max(1, moment.seconds - now.seconds + 1))
        return problem
    }
}
