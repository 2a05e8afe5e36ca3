import Wire

/// Makes the promotions of the demo data.
struct PromotionSeed {
    private let run: DemoRun

    init(_ run: DemoRun) { self.run = run }

    func load() async throws {
        let file = try run.files.document("promotions")
        let known = Set(
            try await run.seller.all("/v1/promotions?limit=200").map { try $0.text("name") })
        let categories = try await ids("/v1/categories?limit=200")
        let channels = try await ids("/v1/channels?limit=200")
        let given = (file.json.items ?? []).map { APIDocument(request: file.request, json: $0) }
        for promotion in given where !known.contains(try promotion.text("name")) {
            let name = try promotion.text("name")
            let body = try await body(promotion, categories, channels)
            try await run.seller.post("/v1/promotions", body, key: "seed-promotion-\(name)")
        }
        run.progress("  \(given.count) promotions")
    }

    private func ids(_ path: String) async throws -> [String: String] {
        var ids: [String: String] = [:]
        for item in try await run.seller.all(path) {
            ids[try item.text("name")] = try item.text("id")
        }
        return ids
    }

    private func body(
        _ promotion: APIDocument, _ categories: [String: String], _ channels: [String: String]
    ) async throws -> JSON {
        let json = promotion.json
        let conditions = json["conditions"]
        let value = json["value"]
        let bundle = json["bundle"]
        let get = json["get"]
        let unit = (json["threshold"] ?? json["buy"] ?? bundle)?["unit"]
        let amount = value?["amount"] ?? bundle?["amount"]
        let usesMoney = amount != nil || json["threshold"]?["amount"] != nil
        let coupon = conditions?["coupon"]
        return .members(
            ("name", json["name"]), ("kind", json["kind"]), ("stage", json["stage"]),
            ("lane", json["lane"]), ("priority", json["priority"]),
            ("exclusive", json["exclusive"]),
            ("combines_with_breaks", json["combines_with_breaks"]),
            ("currency", usesMoney ? .string("EUR") : nil),
            ("unit", unit?.text == "bottle" ? nil : unit),
            ("threshold_quantity", json["threshold"]?["quantity"]),
            ("threshold_amount", json["threshold"]?["amount"]),
            ("basis_points", value?["basis_points"] ?? get?["basis_points_off"]),
            ("amount", amount), ("buy_quantity", json["buy"]?["quantity"] ?? bundle?["quantity"]),
            ("get_quantity", get?["quantity"]),
            ("get_from", get == nil ? nil : .string("same_variant")),
            ("variant_ids", try await variants(conditions?["item_numbers"])),
            ("category_ids", PromotionSeed.named(conditions?["categories"], categories)),
            ("channel_ids", PromotionSeed.named(conditions?["channels"], channels)),
            ("assignments", conditions?["assignments"]),
            ("valid_from", json["valid_from"]), ("valid_until", json["valid_until"]),
            ("weekdays", conditions?["weekdays"]),
            ("hours_from", conditions?["hours"]?["from"]),
            ("hours_until", conditions?["hours"]?["until"]),
            ("coupons", coupon.map { .array([$0]) }),
            ("first_order", conditions?["first_order"]),
            ("per_order", json["limits"]?["per_order"] ?? json["repeats"]),
            ("per_company", json["limits"]?["per_company"]),
            ("in_total", json["limits"]?["total"]))
    }

    private static func named(_ names: JSON?, _ ids: [String: String]) -> JSON? {
        guard let names = names?.items else { return nil }
        return .array(names.compactMap(\.text).compactMap { ids[$0] }.map(JSON.string))
    }

    private func variants(_ numbers: JSON?) async throws -> JSON? {
        guard let numbers = numbers?.items?.compactMap(\.text) else { return nil }
        var ids: [JSON] = []
        for number in numbers {
            for variant in try await run.seller.get("/v1/variants?sku=\(number)").items("items") {
                ids.append(.string(try variant.text("id")))
            }
        }
        return .array(ids)
    }
}
