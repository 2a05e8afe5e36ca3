import Wire

/// The relation between a buyer and a seller, made by both.
enum TradeRelation {
    /// The buyer asks, the seller agrees, and notes its own number for the company.
    ///
    /// - Returns: the company's id at the seller.
    static func open(
        buyer: APIClient, seller: APIClient, code: String?, group: String? = nil, key: String
    ) async throws -> String {
        let id = try await request(buyer, try seller.organization(), key: key)
        var company = try await seller.get("/v1/companies/\(id)")
        if try company.text("state") != "active" {
            do {
                company = try await seller.post(
                    "/v1/companies/\(id)/approve", key: "\(key)-company"
                ).document()
            } catch let problem as APIProblem where problem.kind == "illegal-move" {
                company = try await seller.get("/v1/companies/\(id)")
            }
        }
        let hasCode = code == nil || company.json["code"]?.text == code
        let hasGroup = group == nil || company.json["group_id"]?.text == group
        if hasCode, hasGroup { return id }
        let note = JSON.members(
            ("code", code.map(JSON.string)), ("group_id", group.map(JSON.string)))
        do {
            try await seller.patch(
                "/v1/companies/\(id)", note, version: try company.integer("version"))
        } catch let problem as APIProblem where problem.status == 412 {
            let again = try await seller.get("/v1/companies/\(id)")
            try await seller.patch(
                "/v1/companies/\(id)", note, version: try again.integer("version"))
        }
        return id
    }

    private static func request(
        _ buyer: APIClient, _ seller: String, key: String
    ) async throws -> String {
        do {
            return try await buyer.post(
                "/v1/suppliers", .members(("seller_id", .string(seller))), key: "\(key)-supplier"
            ).document().text("company_id")
        } catch let problem as APIProblem where problem.status == 409 {
            // Asked before, under a key the server no longer remembers.
            let suppliers = try await buyer.all("/v1/suppliers?limit=200")
            guard let known = suppliers.first(where: { $0.json["seller_id"]?.text == seller })
            else { throw problem }
            return try known.text("company_id")
        }
    }
}
