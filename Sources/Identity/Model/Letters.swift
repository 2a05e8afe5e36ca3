/// The letters that Identity writes.
enum Letters {
    struct Letter {
        let subject: String
        let body: String
    }

    static func code(_ code: String, for name: String?) -> Letter {
        Letter(
            subject: "\(code) is your code",
            body: """
                Hello\(name.map { " \($0)" } ?? ""),

                your code is \(code). It holds for ten minutes.

                If you did not ask for it, somebody else typed your address: give the code to
                nobody, and nothing will come of it.
                """)
    }

    static let known = Letter(
        subject: "You have an account already",
        body: """
            Hello,

            somebody, perhaps you, wanted to register an account with this address, which has one
            already. Nothing was changed. Sign in as before.
            """)
}
