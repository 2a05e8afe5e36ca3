import HTTP
import Platform
import Testing
import Wire

// People who work for a trader, and what they are let do.
extension Trader {
    /// The secret in the last letter to an address.
    func secret(to email: String) async throws -> String {
        let letters = try await person.client.send(.get, "/dev/mailbox?to=\(email)")
        let lines = try letters.text("items.0.body").split(separator: "\n")
        guard let secret = lines.first(where: { $0.utf8.count == 86 }) else {
            throw TestFailure("no secret in a letter to \(email)")
        }
        return String(secret)
    }

    func invite(
        _ email: String, roles: [String] = ["staff"], more: String = ""
    ) async throws -> Answer {
        let names = roles.map { "\"\($0)\"" }.joined(separator: ",")
        return try await post(
            "/v1/invitations", #"{"email":"\#(email)","roles":[\#(names)]\#(more)}"#)
    }

    /// Somebody new who was invited and has accepted.
    func employ(roles: [String] = ["staff"], more: String = "") async throws -> Person {
        var person = try await Person.make(server.client)
        try await invite(person.email, roles: roles, more: more).expect(201)
        try await person.accept(try await secret(to: person.email)).expect(200)
        try await person.renew()
        return person
    }

    var app: String { get throws { try person.signedIn.text("app.id") } }

    /// Gives somebody privileges by a role of the app's own, as its owner could.
    func grant(_ privileges: [String], to person: Person) throws {
        let organization = try uuid(of: id), app = try uuid(of: try app)
        let owner = try uuid(of: self.person.account)
        let role = "app.r\(Client.freshKey().suffix(12).lowercased())"
        _ = try server.query(
            "select permissions.create_role($1::uuid, $2::uuid, $3, 'Made for a test', now())",
            [organization, app, role], in: id)
        for privilege in privileges {
            _ = try server.query(
                """
                select permissions.switch_cell($1::uuid, $2::uuid, $3, $4, true, $5::uuid, now())
                """, [organization, app, role, privilege, owner], in: id)
        }
        _ = try server.query(
            """
            select permissions.assign($1::uuid, gen_random_uuid(), $2::uuid, $3, $4::uuid, now(),
                null, false, $5::uuid, now())
            """,
            [organization, try uuid(of: person.account), role, app, owner], in: id)
    }

    /// How many events of that type its ledger has.
    func count(_ type: String) throws -> Int {
        Int(
            try server.query(
                "select count(*) from platform.events where organization_id = $1 and type = $2",
                [try uuid(of: id), type], in: id)[0][0] ?? "") ?? 0
    }
}

extension TestServer {
    /// Somebody new who works for the platform, with that role where one is given.
    func hire(_ role: String? = nil) async throws -> Person {
        var person = try await Person.make(client)
        let platform = try admin.signedIn.text("organization.id")
        let ids = [try uuid(of: platform), try uuid(of: person.account)]
        _ = try query(
            """
            insert into organizations.memberships (organization_id, account_id, created_at)
            values ($1::uuid, $2::uuid, now())
            """, ids, in: platform)
        if let role {
            _ = try query(
                """
                select permissions.grant_by_system($1::uuid, gen_random_uuid(), $2::uuid, $3,
                    now(), null, null, now())
                """, ids + [role], in: platform)
        }
        try await person.renew()
        return person
    }
}

extension Person {
    func accept(_ secret: String) async throws -> Answer {
        try await post("/v1/invitations/accept", #"{"secret":"\#(secret)"}"#)
    }
}

extension DeclaredOperation {
    /// Sends the operation's own example, with ids of somebody's choosing.
    func send(_ names: Names = [:], token: String?, _ client: Client) async throws -> Answer {
        let shape = RequestShapes(operation: self, theirs: [:], own: names).ownExample
        return try await client.call(self, shape.path, shape.body, token: token)
    }
}
