import Wire

extension Fields {
    /// An address in the one spelling that accounts are kept under.
    mutating func email() -> String {
        let email: String = body(
            "email", "The e-mail address.", format: .email, example: "ada@example.com")
        return email.lowercased()
    }
}
