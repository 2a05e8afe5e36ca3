import Bedrock
import Wire

// The wholesaler's part: onboarding, price book, channel, price lists, stock.
extension Replay {
    /// Signs in the platform's admin and the wholesaler, who is onboarded where it isn't yet.
    func openWholesale() async throws {
        try await admin.signIn(email: settings.admin.email, password: settings.admin.password)
        try await parties.wholesaler.enter(wholesaler, mailbox, isNew: false)
        try await parties.wholesale.join(
            wholesaler, approvedBy: admin, key: "\(settings.name)-wholesale")
        try await openChannel()
    }

    /// Opens the channel for orders dated back to the month's first day.
    private func openChannel() async throws {
        let from = month.span.lowerBound
        for channel in try await wholesaler.get("/v1/channels?limit=200").items("items") {
            let known = channel.json["orders_dated_from"]?.text.flatMap { Instant(rfc3339: $0) }
            if let known, known <= from { continue }
            try await wholesaler.patch(
                "/v1/channels/\(try channel.text("id"))",
                .members(("orders_dated_from", .string(from.rfc3339))),
                version: try channel.integer("version"))
        }
    }

    /// Bottles a case by item number, as the wholesaler's catalogue has them; the price book is
    /// imported first where the catalogue lacks an item that was sold.
    func catalogue() async throws -> [String: Int64] {
        let known = try await packs()
        if month.items.allSatisfy({ known[$0] != nil }) { return known }
        Progress.say("importing \(settings.products)")
        let file = try CompressedFile.bytes(settings.products)
        let report = try await wholesaler.upload(
            "/v1/imports/products?mode=skip_bad", file, type: "text/csv",
            key: "\(settings.name)-products-\(Fingerprint.of(file))"
        ).document()
        let counts = ["rows_read", "created", "updated", "unchanged", "bad", "problems_count"].map {
            "\($0) \(report.json[$0]?.integer ?? 0)"
        }
        Progress.say("  price book: \(counts.joined(separator: ", "))")
        return try await packs()
    }

    private func packs() async throws -> [String: Int64] {
        var packs: [String: Int64] = [:]
        for variant in try await wholesaler.all("/v1/variants?limit=200")
        where variant.json["published"]?.bool != false {
            packs[try variant.text("sku")] = try variant.integer("case_size")
        }
        return packs
    }

    /// Makes the price lists of the month; what stands already stays.
    func givePrices(_ plan: MonthPlan) async throws {
        var known: [String: String] = [:]
        for list in try await wholesaler.all("/v1/price-lists?limit=200") {
            known[try list.text("name")] = try list.text("id")
        }
        var entries = 0
        for list in plan.lists where !list.entries.isEmpty {
            guard let audience = assignment(list.audience) else { continue }
            let id: String
            if let old = known[list.name] { id = old } else { id = try await make(list, audience) }
            for start in stride(from: 0, to: list.entries.count, by: 1_000) {
                let chunk = list.entries[start..<min(start + 1_000, list.entries.count)]
                try await wholesaler.put(
                    "/v1/price-lists/\(id)/entries",
                    .members(("entries", .array(chunk.map { entry($0) }))))
            }
            entries += list.entries.count
        }
        Progress.say("price lists read off the lines: \(plan.lists.count), \(entries) prices")
    }

    /// Nil for a store that takes no part in this run.
    private func assignment(_ audience: PlannedList.Audience) -> JSON? {
        switch audience {
        case .retailers:
            .members(("audience", .string("role")), ("role", .string("retailer")))
        case .store(let place):
            companies[place].map {
                .members(("audience", .string("company")), ("id", .string($0)))
            }
        }
    }

    private func make(_ list: PlannedList, _ audience: JSON) async throws -> String {
        let isContract = list.audience != .retailers
        let body = JSON.members(
            ("name", .string(list.name)), ("currency", .string(ReplayParties.currency)),
            ("purpose", .string(isContract ? "contract" : "wholesale")),
            ("valid_from", .string(list.validity.lowerBound.rfc3339)),
            ("valid_until", .string(list.validity.upperBound.rfc3339)),
            ("priority", .integer(list.priority)), ("assignments", .array([audience])))
        return try await wholesaler.post(
            "/v1/price-lists", body, key: "\(settings.name)-list-\(list.name)"
        ).document().text("id")
    }

    private func entry(_ entry: PlannedList.Entry) -> JSON {
        let price = JSON.members(
            ("amount", .integer(entry.amount)), ("currency", .string(ReplayParties.currency)))
        return .members(
            ("sku", .string(month.items[entry.item])), ("unit", .string(entry.unit.rawValue)),
            ("breaks", .array([.members(("minimum_quantity", .integer(1)), ("price", price))])))
    }

    /// Takes in what the orders still need beyond what the warehouse has.
    func receiveStock(for orders: [PlannedOrder], _ plan: MonthPlan) async throws {
        guard let warehouse = wholesaler.session?.warehouse else {
            throw APIProblem("stock", "the wholesaler has no warehouse")
        }
        var missing: [Int: Int64] = [:]
        for order in orders {
            for line in order.lines { missing[line.item, default: 0] += line.bottles }
        }
        var available: [String: Int64] = [:]
        let levels = try await wholesaler.all(
            "/v1/stock-levels?warehouse_id=\(warehouse)&limit=1000")
        for level in levels { available[try level.text("sku")] = try level.integer("available") }
        var lines: [JSON] = []
        for (item, needed) in missing.sorted(by: { $0.key < $1.key }) {
            let short = needed - max(available[month.items[item]] ?? 0, 0)
            guard short > 0 else { continue }
            lines.append(
                .members(("sku", .string(month.items[item])), ("quantity", .integer(short))))
        }
        Progress.say("receiving stock of \(lines.count) items")
        for start in stride(from: 0, to: lines.count, by: 2_000) {
            let chunk = JSON.array(Array(lines[start..<min(start + 2_000, lines.count)]))
            let body = JSON.members(
                ("warehouse_id", .string(warehouse)),
                ("reference", .string("for \(month.days[0]) on")), ("lines", chunk))
            try await wholesaler.post(
                "/v1/stock-receipts", body,
                key: "\(settings.name)-stock-\(orders.count)-\(Fingerprint.of(body.bytes))")
        }
    }
}

/// A short name for bytes, to tell one content from another (FNV-1a, 64 bits).
enum Fingerprint {
    static func of(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
