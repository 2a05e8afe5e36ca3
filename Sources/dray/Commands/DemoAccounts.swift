import API
import Cryptography
import Glibc
import Identity
import Organizations
import Platform
import Postgres
import Wire

/// Makes sure of the people without whom nobody could approve anybody.
enum DemoAccounts {
    /// The platform's admins: those of the demo, and those the configuration names, who get the
    /// demo's password where they have no account yet.
    static func prepare(
        _ url: String, folder: String, admins: [String], _ parts: ServerParts
    ) async throws -> [DemoSignIn] {
        let files = try SeedFiles(folder + "/Seeds")
        let accounts = try files.demo.object("platform").items("accounts")
        let connection = try AdminConnection(ConnectionSettings(url))
        var people: [(email: String, name: String, password: String)] = try accounts.map {
            (
                email: try $0.text("email"), name: try $0.text("name"),
                password: try $0.text("password")
            )
        }
        guard let password = people.first?.password else { return [] }
        people += admins.map { (email: $0, name: $0, password: password) }
        let missing = try PlatformBootstrap.missing(people.map(\.email), connection)
        var made: [PlatformBootstrap.Admin] = []
        for person in people where missing.contains(person.email) {
            let hash = try await parts.identity.passwords.hash(person.password)
            made.append(.init(email: person.email, name: person.name, passwordHash: hash))
        }
        if !made.isEmpty {
            try PlatformBootstrap.make(
                named: try files.demo.object("platform").text("name"), admins: made, connection)
        }
        return people.map {
            DemoSignIn(role: "platform admin", email: $0.email, password: $0.password)
        }
    }
}
