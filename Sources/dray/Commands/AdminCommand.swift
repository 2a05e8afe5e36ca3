import Bedrock
import Console
import Cryptography
import Glibc
import Organizations
import Postgres

/// `dray admin`
enum AdminCommand {
    static let entry = CommandEntry(
        name: "admin", summary: "Make a platform admin, who approves businesses.",
        help: """
            usage: dray admin --email EMAIL --name NAME

            Makes a verified account that belongs to the platform's own organization; somebody who
            has an account already keeps the password and becomes a member. A new account's
            password is read from DRAY_ADMIN_PASSWORD, else from the terminal. Uses
            DATABASE_OWNER_URL, or DATABASE_URL, and DRAY_PASSWORD_PEPPER.

              --email EMAIL   who signs in
              --name NAME     what to call them
            """
    ) { arguments in
        guard let flags = Flags.parse(arguments, values: ["email", "name"]),
            let email = flags.required("email"), let name = flags.required("name")
        else { return ExitCode.usage }
        guard let configuration = Setting.configuration(isDevelopment: true),
            let setting = Setting.database()
        else { return ExitCode.configuration }
        guard let pepper = configuration.passwordPepper?.reveal() else {
            Terminal.complain("dray admin: set DRAY_PASSWORD_PEPPER as the server has it")
            return ExitCode.configuration
        }
        do {
            try await make(email, name, Base64URL.decode(pepper) ?? Array(pepper.utf8), setting.url)
            _ = try PlatformBootstrap.setTechnicians(
                configuration.technicians,
                try AdminConnection(ConnectionSettings(setting.url)))
            Terminal.say("\(email) is a platform admin")
            return ExitCode.ok
        } catch {
            Terminal.complain("dray admin: \(error)")
            return ExitCode.failed
        }
    }

    private static func make(
        _ email: String, _ name: String, _ pepper: [UInt8], _ url: String
    ) async throws {
        let connection = try AdminConnection(ConnectionSettings(url))
        // Whoever registered an address without proving it is theirs chose its password.
        let unproved = try connection.query(
            "select 1 from identity.accounts where email = $1 and verified_at is null",
            [email.lowercased()])
        guard unproved.isEmpty else {
            throw AdminFailure(description: "the account exists and its address is not verified")
        }
        var hash = ""
        if try !PlatformBootstrap.missing([email], connection).isEmpty {
            guard let password = password(), password.utf8.count >= 10 else {
                throw AdminFailure(description: "a password has at least 10 characters")
            }
            let hasher = PasswordHasher(pepper: pepper, threads: 1)
            defer { hasher.stop() }
            hash = try await hasher.hash(password)
        }
        try PlatformBootstrap.make(
            admins: [.init(email: email, name: name, passwordHash: hash)], connection)
    }

    private static func password() -> String? {
        if let given = Surroundings.environment["DRAY_ADMIN_PASSWORD"] { return given }
        return getpass("Password: ").map { String(cString: $0) }
    }
}

/// Why no admin was made.
struct AdminFailure: Error, CustomStringConvertible {
    let description: String
}
