import Bedrock

/// The letters that Identity writes.
enum Letters {
    struct Letter {
        let subject: String
        let body: String
    }

    static func code(_ code: String, for name: String?, _ link: String?) -> Letter {
        Letter(
            subject: "\(code) is your code",
            body: """
                Hello\(name.map { " \($0)" } ?? ""),

                your code is \(code). It holds for ten minutes.
                \(follow(link))
                If you did not ask for it, somebody else typed your address: give the code to
                nobody, and nothing will come of it.
                """)
    }

    /// To the owner of an organization, when somebody of the platform begins or ends to act in it.
    static func impersonation(began: Bool, _ reason: String?, until: Instant?) -> Letter {
        guard began else {
            return Letter(
                subject: "Platform support no longer acts in your organization",
                body: "What was done in a member's name is in your organization's audit.")
        }
        return Letter(
            subject: "Platform support acts in your organization",
            body: """
                Somebody of the platform's support acts in a member's name\(until.map {
                    ", until \($0.rfc3339) at the latest" } ?? "").

                The reason: \(reason ?? "none was given").

                What is done so is in your organization's audit, with both names.
                """)
    }

    static let known = Letter(
        subject: "You have an account already",
        body: """
            Hello,

            somebody, perhaps you, wanted to register an account with this address, which has one
            already. Nothing was changed. Sign in as before.
            """)

    static func signIn(_ code: String, _ link: String?) -> Letter {
        Letter(
            subject: "\(code) signs you in",
            body: """
                Hello,

                your code to sign in is \(code). It holds for ten minutes, and once.
                \(follow(link))
                If you did not ask for it, somebody else typed your address: give the code to
                nobody, and nothing will come of it.
                """)
    }

    static func passwordReset(_ code: String, _ link: String?) -> Letter {
        Letter(
            subject: "\(code) sets another password",
            body: """
                Hello,

                your code to set another password is \(code). It holds for ten minutes, and once.
                Every session of your account will end.
                \(follow(link))
                If you did not ask for it, somebody else typed your address: give the code to
                nobody, and nothing will come of it.
                """)
    }

    static func passwordChanged(at now: Instant, _ address: String) -> Letter {
        notice(
            "Your password was changed", "The password of your account was changed", now, address)
    }

    static func emailChange(_ code: String, for name: String, _ link: String?) -> Letter {
        Letter(
            subject: "\(code) confirms your address",
            body: """
                Hello \(name),

                your code to move your account to this address is \(code). It holds for ten
                minutes, and once.
                \(follow(link))
                If you did not ask for it, somebody else typed your address: give the code to
                nobody, and nothing will come of it.
                """)
    }

    static func emailChanged(at now: Instant, _ address: String) -> Letter {
        notice(
            "Your account has another address",
            "Your account was moved to another e-mail address, and this one is its address no more",
            now, address)
    }

    /// `change` is `added to` or `removed from`.
    static func secondFactor(_ change: String, at now: Instant, _ address: String) -> Letter {
        notice(
            "A second factor was \(change) your account",
            "A second factor was \(change) your account", now, address)
    }

    static func newDevice(
        _ device: String?, for name: String, at now: Instant, _ address: String
    ) -> Letter {
        Letter(
            subject: "Your account was used on a new device",
            body: """
                Hello \(name),

                somebody signed in to your account on a device that was not seen before:
                \(device ?? "one that does not say what it is").

                \(moment(now, address))

                If that was you, there is nothing to do. If it was not, set another password and
                sign out everywhere.
                """)
    }

    /// The lines that a link takes; nothing where there is none.
    private static func follow(_ link: String?) -> String {
        link.map { "\nOr follow this link:\n\($0)\n" } ?? ""
    }

    private static func notice(
        _ subject: String, _ what: String, _ now: Instant, _ address: String
    ) -> Letter {
        Letter(
            subject: subject,
            body: """
                Hello,

                \(what).

                \(moment(now, address))

                If that was you, there is nothing to do. If it was not, set another password at
                once, and sign out everywhere.
                """)
    }

    private static func moment(_ now: Instant, _ address: String) -> String {
        let second = Instant(microseconds: now.seconds * 1_000_000)
        return "When: \(second.rfc3339)\nFrom: \(address)"
    }
}
