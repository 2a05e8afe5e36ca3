import Wire

/// A business on its way onto the platform.
struct Business: Sendable {
    struct Address: Sendable {
        let line: String
        let city: String
        var region: String?
        var postalCode: String?
    }

    let type: String
    let legalName: String
    let name: String
    let registrationNumber: String
    let country: String
    let currency: String
    let timeZone: String
    let address: Address
    var phone: String?
    let warehouse: String
    let channel: String
    let channelKind: String
    let productType: String
    let category: String
    /// The paper it shows: what it is, and its number.
    let paper: (kind: String, number: String)

    /// Goes the whole way, from wherever it stands: details, set-up, papers, submission, approval
    /// by `admin`. The party's tokens are of the approved organization after.
    func join(_ client: APIClient, approvedBy admin: APIClient, key: String) async throws {
        if client.session?.organizationState == "approved" { return }
        var onboarding = try await begin(client, key: key)
        for _ in 0..<8 {
            let state = try onboarding.text("state")
            if state == "approved" { return try await client.refresh() }
            onboarding = try await step(onboarding, state, client, admin, key)
        }
        throw APIProblem(
            "onboarding of \(name)", "it does not get beyond \(onboarding.json.compact)")
    }

    private func begin(_ client: APIClient, key: String) async throws -> APIDocument {
        let begun = try await client.all("/v1/onboardings")
        if let known = begun.last(where: { $0.json["business_type"]?.text == type }) {
            return known
        }
        return try await client.post(
            "/v1/onboardings", .members(("business_type", .string(type))), key: "\(key)-begin"
        ).document()
    }

    private func step(
        _ onboarding: APIDocument, _ state: String, _ client: APIClient, _ admin: APIClient,
        _ key: String
    ) async throws -> APIDocument {
        let id = try onboarding.text("id")
        let path = "/v1/onboardings/\(id)"
        let version = try onboarding.integer("version")
        do {
            switch state {
            case "started", "changes_requested":
                return try await client.put("\(path)/details", details, version: version)
                    .document()
            case "business_details":
                return try await client.post("\(path)/set-up", setUp, key: "\(key)-set-up")
                    .document()
            case "set_up":
                return try await client.put("\(path)/documents", documents, version: version)
                    .document()
            case "documents":
                return try await client.post("\(path)/submit", key: "\(key)-submit").document()
            case "submitted":
                try await settle(path: "/v1/platform/onboardings/\(id)", admin, key)
                return try await admin.post(
                    "/v1/platform/onboardings/\(id)/approve", key: "\(key)-approve"
                ).document()
            default:
                throw APIProblem("onboarding of \(name)", "it is \(state)")
            }
        } catch let problem as APIProblem where [409, 412].contains(problem.status) {
            // Its answer was lost, and it is further than we knew.
            return try await client.get(path)
        }
    }

    /// What is needed and not yet accepted is waived: who joins this way is known by other means.
    private func settle(path: String, _ admin: APIClient, _ key: String) async throws {
        let shown = try await admin.get("\(path)/requirements")
        for requirement in try shown.items("requirements")
        where requirement.json["needed"] == .bool(true) {
            guard ["pending", "rejected"].contains(try requirement.text("state")) else { continue }
            let id = try requirement.text("id")
            try await admin.post(
                "\(path)/requirements/\(id)/waive",
                .members(("reason", .string("Known to the platform."))),
                key: "\(key)-waive-\(id)")
        }
    }

    private var details: JSON {
        .members(
            ("legal_name", .string(legalName)), ("trade_name", .string(name)),
            ("registration_number", .string(registrationNumber)), ("country", .string(country)),
            ("currency", .string(currency)), ("time_zone", .string(timeZone)),
            (
                "address",
                .members(
                    ("line1", .string(address.line)), ("city", .string(address.city)),
                    ("region", address.region.map(JSON.string)),
                    ("postal_code", address.postalCode.map(JSON.string)))
            ), ("phone", phone.map(JSON.string)))
    }

    private var setUp: JSON {
        .members(
            ("organization_name", .string(name)),
            (
                "warehouse",
                .members(
                    ("name", .string(warehouse)),
                    ("address", .string("\(address.line), \(address.city)")))
            ),
            ("channel", .members(("name", .string(channel)), ("kind", .string(channelKind)))),
            ("product_type", .members(("name", .string(productType)))),
            ("category", .members(("name", .string(category)))))
    }

    private var documents: JSON {
        let paper = JSON.members(
            ("kind", .string(paper.kind)), ("number", .string(paper.number)))
        return .members(("documents", .array([paper])))
    }
}
