import Wire

/// Makes the price lists of the demo data.
struct PriceListSeed {
    private let run: DemoRun

    init(_ run: DemoRun) { self.run = run }

    func load() async throws {
        let lists = try run.files.document("price_lists")
        var ids: [String: String] = [:]
        for list in try await run.seller.all("/v1/price-lists?limit=200") {
            ids[try list.text("name")] = try list.text("id")
        }
        let given = (lists.json.items ?? []).map { APIDocument(request: lists.request, json: $0) }
        for list in given where ids[try list.text("name")] == nil {
            ids[try list.text("name")] = try await make(list)
        }
        for list in given {
            let name = try list.text("name")
            let entries = try entries(of: list, ids)
            for start in stride(from: 0, to: entries.count, by: 1_000) {
                let chunk = Array(entries[start..<min(start + 1_000, entries.count)])
                try await run.seller.put(
                    "/v1/price-lists/\(ids[name] ?? "")/entries",
                    .members(("entries", .array(chunk))))
            }
            run.progress("  \(name): \(entries.count) prices")
        }
    }

    private func make(_ list: APIDocument) async throws -> String {
        let name = try list.text("name")
        let currency = try list.text("currency")
        let minimum = list.json["order_minimum_amount"]?.integer.map { money($0, currency) }
        let assignments = try list.items("assignments").map { assignment in
            let company = assignment.json["company"]?.text
            return JSON.members(
                ("audience", .string(try assignment.text("audience"))),
                ("role", assignment.json["role"]),
                ("id", company.flatMap { run.companies[$0] }.map(JSON.string)))
        }
        return try await run.seller.post(
            "/v1/price-lists",
            .members(
                ("name", .string(name)), ("currency", .string(currency)),
                ("purpose", .string(try list.text("purpose"))),
                ("valid_from", list.json["valid_from"]),
                ("valid_until", list.json["valid_until"]), ("priority", list.json["priority"]),
                ("case_serves_bottles", list.json["case_serves_bottles"]),
                ("order_minimum", minimum), ("assignments", .array(assignments))),
            key: "seed-list-\(name)"
        ).document().text("id")
    }

    /// The list's own entries, and those of the price book that it doesn't replace.
    private func entries(of list: APIDocument, _ ids: [String: String]) throws -> [JSON] {
        let currency = try list.text("currency")
        var replaced: Set<String> = []
        var entries: [JSON] = []
        for entry in try list.items("entries") {
            if let item = entry.json["item_number"]?.text {
                replaced.insert("\(item) \(try entry.text("unit"))")
            }
            entries.append(try self.entry(entry, currency, ids))
        }
        guard let source = list.json["prices_from"] else { return entries }
        let prices = APIDocument(request: list.request, json: source)
        let columns = ["item_number", try prices.text("bottle"), try prices.text("case")]
        let path = "\(run.files.folder)/\(try prices.text("file"))"
        try CSVTable.read(path, columns: columns) { row in
            for (unit, text) in [("bottle", row[1]), ("case", row[2])]
            where !text.isEmpty && !replaced.contains("\(row[0]) \(unit)") {
                guard let amount = Self.cents(text) else {
                    throw FileProblem(path, "'\(text)' of \(row[0]) is no price")
                }
                entries.append(
                    .members(
                        ("sku", .string(row[0])), ("unit", .string(unit)),
                        ("breaks", .array([.members(("price", money(amount, currency)))]))))
            }
        }
        return entries
    }

    private func entry(
        _ entry: APIDocument, _ currency: String, _ ids: [String: String]
    ) throws -> JSON {
        let kind = try entry.text("kind")
        let breaks = try entry.items("breaks").map { step in
            let value = try step.integer("value")
            return JSON.members(
                ("minimum_quantity", step.json["minimum_quantity"]),
                ("price", kind == "fixed" ? money(value, currency) : nil),
                ("basis_points", kind == "fixed" ? nil : .integer(value)))
        }
        return .members(
            ("target", .string(try entry.text("target"))), ("sku", entry.json["item_number"]),
            ("unit", .string(try entry.text("unit"))), ("kind", .string(kind)),
            ("base_list_id", entry.json["base_list"]?.text.flatMap { ids[$0] }.map(JSON.string)),
            ("mix_group", entry.json["mix_group"]),
            ("minimum_quantity", entry.json["minimum_quantity"]),
            ("maximum_quantity", entry.json["maximum_quantity"]),
            ("multiple_quantity", entry.json["multiple_quantity"]), ("breaks", .array(breaks)))
    }

    private func money(_ amount: Int64, _ currency: String) -> JSON {
        .members(("amount", .integer(amount)), ("currency", .string(currency)))
    }

    /// `23.36` as 2336.
    private static func cents(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Int64(parts[0]), whole >= 0 else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        let fraction = parts[1] + String(repeating: "0", count: max(0, 2 - parts[1].count))
        guard fraction.count == 2, let cents = Int64(fraction), cents >= 0 else { return nil }
        return whole * 100 + cents
    }
}
