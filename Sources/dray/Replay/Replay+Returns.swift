import Wire

/// A return as the wholesaler's list has it.
private struct KnownReturn {
    let id: String
    let state: String
    let cents: Int64
}

// What went back: requested by stores, or stated by the wholesaler, approved, and taken in.
extension Replay {
    /// The wholesaler's returns of the month, by the invoice they refer to and their order.
    private func knownReturns() async throws -> [String: KnownReturn] {
        let invoices = Set(month.invoices.lazy.filter(\.isReturn).map(\.number))
        var known: [String: KnownReturn] = [:]
        for one in try await wholesaler.all("/v1/returns?limit=200") {
            guard let invoice = one.json["reference"]?.text, invoices.contains(invoice),
                one.json["state"]?.text != "cancelled"
            else { continue }
            let name = "\(invoice) \(one.json["order_id"]?.text ?? "")"
            if known[name] != nil { report("\(invoice) went back twice") }
            known[name] = KnownReturn(
                id: try one.text("id"), state: try one.text("state"),
                cents: try one.amount("refund_amount"))
        }
        return known
    }

    /// The return invoices of which something is there.
    func returnedInvoices() async throws -> Set<String> {
        Set(try await knownReturns().keys.map { String($0.prefix { $0 != " " }) })
    }

    /// Makes every return that is not there yet, and brings on those that are.
    func giveBack(_ returns: [PlannedReturn], _ placed: [String: PlacedOrder]) async throws {
        let known = try await knownReturns()
        let returns = returns.filter { planned in
            let number = month.invoices[planned.invoice].number
            let order = planned.source.flatMap { placed[month.invoices[$0].number]?.id }
            guard let there = known["\(number) \(order ?? "")"],
                ["received", "refunded"].contains(there.state)
            else { return true }
            if there.cents != planned.cents {
                report("\(number) gave back \(there.cents) of \(planned.cents) cents")
            }
            return false
        }
        guard !returns.isEmpty else { return }
        let stores = Set(returns.map { month.invoices[$0.invoice].store }).sorted()
        try await onboard(stores.filter { clients[$0] == nil })
        // Those of one order one after the other: the first of them has it sent off.
        let groups = Dictionary(grouping: returns.indices) { place in
            returns[place].source.map { "\($0)" } ?? "stated \(place)"
        }.values.sorted { $0[0] < $1[0] }
        let progress = Progress("returns", of: returns.count)
        try await Workers.each(groups.count, limit: settings.concurrency) { index in
            for place in groups[index] {
                let planned = returns[place]
                let number = self.month.invoices[planned.invoice].number
                let order = planned.source.flatMap { placed[self.month.invoices[$0].number]?.id }
                do {
                    try await self.giveBack(planned, order, known["\(number) \(order ?? "")"])
                } catch let problem as APIProblem
                where problem.status >= 400 && problem.status < 500 {
                    self.report("\(number): \(problem)")
                }
                progress.step()
            }
        }
    }

    private func giveBack(
        _ planned: PlannedReturn, _ order: String?, _ known: KnownReturn?
    ) async throws {
        let number = month.invoices[planned.invoice].number
        let key = "\(settings.name)-\(number)-\(planned.source.map { "\($0)" } ?? "stated")"
        var state = known?.state ?? "requested"
        let id: String
        if let known {
            id = known.id
        } else if let order {
            try await ship(order)
            id = try await request(planned, order, key)
        } else {
            id = try await stateReturn(planned, key)
        }
        if state == "requested" {
            try await wholesaler.post("/v1/returns/\(id)/approve", .object([]), key: "\(key)-yes")
            state = "approved"
        }
        guard state == "approved" else { return report("\(number) is \(state)") }
        let lines = planned.lines.enumerated().map { place, line in
            JSON.members(
                ("line", .integer(Int64(place + 1))), ("condition", .string("sellable")),
                ("base_quantity", .integer(line.bottles)))
        }
        let received = try await wholesaler.post(
            "/v1/returns/\(id)/receive", .members(("lines", .array(lines))), key: "\(key)-here"
        ).document()
        let cents = try received.amount("refund_amount")
        if cents != planned.cents || received.json["refund_state"]?.text != "pending" {
            report("\(number) gives back \(cents) cents, the file has \(planned.cents)")
        }
    }

    /// The store asks to send lines of its order back.
    private func request(
        _ planned: PlannedReturn, _ order: String, _ key: String
    ) async throws -> String {
        let invoice = month.invoices[planned.invoice]
        guard let client = clients[invoice.store] else {
            throw APIProblem(invoice.number, "its store is not signed in")
        }
        let lines = planned.lines.map { line in
            JSON.members(
                ("line", .integer(Int64(line.source?.line ?? 0))),
                ("base_quantity", .integer(line.bottles)), ("reason", .string("Sent back.")))
        }
        return try await client.post(
            "/v1/returns",
            .members(
                ("order_id", .string(order)), ("reference", .string(invoice.number)),
                ("lines", .array(lines))), key: "\(key)-ask"
        ).document().text("id")
    }

    /// The wholesaler writes down what comes back of no order it knows.
    private func stateReturn(_ planned: PlannedReturn, _ key: String) async throws -> String {
        let invoice = month.invoices[planned.invoice]
        guard let company = companies[invoice.store] else {
            throw APIProblem(invoice.number, "its store is no company")
        }
        let currency = ReplayParties.currency
        let lines = planned.lines.map { line in
            let isOlder = line.chargedBefore > 0
            return JSON.members(
                ("sku", .string(month.items[line.item])),
                ("base_quantity", .integer(line.bottles)),
                ("amount", .money(line.cents, currency)),
                ("reason", .string("Sent back.")),
                ("charged_before", isOlder ? .money(line.chargedBefore, currency) : nil),
                ("charged_document", isOlder ? .string("before \(month.days[0])") : nil))
        }
        return try await wholesaler.post(
            "/v1/companies/\(company)/returns",
            .members(("reference", .string(invoice.number)), ("lines", .array(lines))),
            key: "\(key)-ask"
        ).document().text("id")
    }

    /// Sends an order on its way and has it arrive: what goes back was there.
    private func ship(_ order: String) async throws {
        let key = "\(settings.name)-\(order)"
        let path = "/v1/fulfillments?order_id=\(order)&limit=200"
        var parts = try await wholesaler.all(path).filter { $0.json["state"]?.text != "cancelled" }
        if parts.isEmpty {
            let answer = try await wholesaler.post(
                "/v1/orders/\(order)/fulfillments", .object([]), key: "\(key)-pick")
            parts = [try answer.document()]
        }
        for part in parts {
            let id = try part.text("id")
            let state = try part.text("state")
            if state == "picking" {
                try await wholesaler.post("/v1/fulfillments/\(id)/pack", key: "\(key)-\(id)-pack")
            }
            if state == "picking" || state == "packed" {
                try await wholesaler.post(
                    "/v1/fulfillments/\(id)/shipments", .object([]), key: "\(key)-\(id)-ship")
            }
        }
        for shipment in try await wholesaler.all("/v1/shipments?order_id=\(order)&limit=200")
        where shipment.json["state"]?.text == "shipped" {
            let id = try shipment.text("id")
            try await wholesaler.post("/v1/shipments/\(id)/deliver", key: "\(key)-\(id)-there")
        }
    }

    /// What went back in the month as the API tells it, line by line.
    func returnTotals(_ figures: inout MonthFigures) async throws {
        var invoices: Set<String> = []
        let known = try await knownReturns()
        for (name, one) in known {
            let read = try await wholesaler.get("/v1/returns/\(one.id)")
            invoices.insert(String(name.prefix { $0 != " " }))
            figures.returnedCents += try read.amount("refund_amount")
            for line in try read.items("lines") {
                figures.returnedLines += 1
                figures.returnedBottles += line.json["received_quantity"]?.integer ?? 0
            }
        }
        figures.returns += Int64(invoices.count)
    }
}

extension JSON {
    fileprivate static func money(_ amount: Int64, _ currency: String) -> JSON {
        .members(("amount", .integer(amount)), ("currency", .string(currency)))
    }
}
