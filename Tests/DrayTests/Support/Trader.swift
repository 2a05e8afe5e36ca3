import HTTP
import Organizations
import Postgres
import Testing
import Wire

/// An organization and the person who began it.
struct Trader: Sendable {
    let server: TestServer
    var person: Person
    let id: String
    let onboarding: String
    /// In the names of its rows that nobody else should ever see.
    let canary: String
    let channel: String
    let warehouse: String

    /// Steps of an onboarding, each leading to the next.
    enum Step: Int, Comparable {
        case started, details, setUp, documents, submitted, approved

        static func < (one: Step, other: Step) -> Bool { one.rawValue < other.rawValue }
    }

    /// Onboards an organization through the routes, as far as that step.
    static func make(
        _ type: String, on server: TestServer? = nil, until last: Step = .approved
    ) async throws -> Trader {
        var server = server
        if server == nil { server = try await .shared }
        let host = server!
        var person = try await Person.make(host.client)
        let canary = "canary\(Client.freshKey().suffix(10))"
        let onboarding = try await start(type, person)
        let path = "/v1/onboardings/\(onboarding)"
        let details = try await person.put(
            "\(path)/details", Trader.details(named: "Trader \(canary.suffix(6))"), ifMatch: "*"
        ).expect(200)
        try await person.post("\(path)/set-up", Trader.setUp(canary)).expect(201)
        try await person.renew()
        if last >= .documents {
            try await person.put("\(path)/documents", documents, ifMatch: "*").expect(200)
        }
        if last >= .submitted { try await person.post("\(path)/submit").expect(200) }
        if last >= .approved {
            try await waiveNeeded(onboarding, host.admin)
            try await host.admin.post("/v1/platform/onboardings/\(onboarding)/approve")
                .expect(200)
            try await person.renew()
        }
        _ = details
        return Trader(
            server: host, person: person, id: try person.signedIn.text("organization.id"),
            onboarding: onboarding, canary: canary,
            channel: try person.signedIn.text("channel_id"),
            warehouse: try person.signedIn.text("warehouse_id"))
    }

    /// What approval would wait for, waived by the platform.
    static func waiveNeeded(_ onboarding: String, _ admin: Person) async throws {
        let path = "/v1/platform/onboardings/\(onboarding)/requirements"
        let shown = try await admin.get(path).expect(200)
        for requirement in shown["requirements"]?.items ?? []
        where requirement["needed"] == .bool(true) {
            let id = requirement["id"]?.text ?? "none"
            try await admin.post("\(path)/\(id)/waive", #"{"reason":"Known to us."}"#).expect(200)
        }
    }

    static func start(_ type: String, _ person: Person) async throws -> String {
        try await person.post("/v1/onboardings", #"{"business_type":"\#(type)"}"#).expect(201)
            .text("id")
    }

    static func details(named name: String) -> String {
        """
        {"legal_name":"\(name) Inc.","trade_name":"\(name)","registration_number":"42-1",
        "country":"US","currency":"USD","time_zone":"America/Chicago",
        "address":{"line1":"1 Main Street","city":"Des Moines"}}
        """
    }

    static func setUp(_ canary: String) -> String {
        """
        {"warehouse":{"name":"Warehouse \(canary)","address":"2 \(canary) Street"},
        "channel":{"name":"Web \(canary)"},"product_type":{"name":"Spirits \(canary)"},
        "category":{"name":"All \(canary)"}}
        """
    }

    static let documents =
        #"{"documents":[{"kind":"liquor_licence","number":"LE-1","expires_on":"2031-06-30"}]}"#

    func get(_ path: String) async throws -> Answer { try await person.get(path) }

    func post(
        _ path: String, _ json: String = "", key: String? = Client.freshKey()
    ) async throws -> Answer {
        try await person.post(path, json, key: key)
    }

    /// The id of the only item that a list has.
    func first(_ path: String) async throws -> String {
        try await get(path).expect(200).text("items.0.id")
    }
}

extension Trader {
    /// Somebody new who is a member of the organization and holds nothing yet.
    func colleague(named name: String = "Kim Roe") async throws -> Person {
        let person = try await Person.make(server.client, name: name)
        _ = try server.query(
            """
            insert into organizations.memberships (organization_id, account_id, created_at)
            values ($1, $2, now())
            """, [try uuid(of: id), try uuid(of: person.account)], in: id)
        return try await person.again()
    }

    /// A colleague to whom the owner gave roles in all apps.
    func colleague(holding roles: String...) async throws -> Person {
        var person = try await colleague()
        for role in roles { try await assign(role, to: person).expect(201) }
        try await person.renew()
        return person
    }

    /// Gives a role, as the owner.
    func assign(_ role: String, to person: Person, _ more: String = "") async throws -> Answer {
        try await self.post(
            "/v1/members/\(person.account)/assignments", #"{"role":"\#(role)"\#(more)}"#)
    }

    /// The app that sign-in chooses.
    var console: String {
        get throws { try person.signedIn.text("app.id") }
    }

    /// Makes an app of the organization's.
    func makeApp(_ more: String = "") async throws -> String {
        try await post(
            "/v1/apps", #"{"kind":"storefront","name":"Shop \#(Client.freshKey())"\#(more)}"#
        ).expect(201).text("id")
    }
}

extension Person {
    /// The same person signed in to one app.
    func signedIn(to app: String, of organization: String) async throws -> Person {
        let answer = try await client.send(
            .post, "/v1/sessions",
            json: """
                {"email":"\(email)","password":"\(password)","organization_id":"\(organization)",
                "app_id":"\(app)"}
                """
        ).expect(201)
        var person = self
        person.session = try answer.text("session_id")
        person.token = try answer.text("access_token")
        person.refreshToken = try answer.text("refresh_token")
        person.signedIn = answer
        return person
    }
}

/// Somebody whom the configuration names as a technician, on the shared server.
enum SharedTechnician {
    private static let making = Task {
        let server = try await TestServer.shared
        var person = try await Person.make(server.client, name: "Tess Technician")
        _ = try PlatformBootstrap.setTechnicians(
            [person.email], try AdminConnection(ConnectionSettings(server.address)))
        try await person.renew()
        return person
    }

    static var person: Person {
        get async throws { try await making.value }
    }
}
