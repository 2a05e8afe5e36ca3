import Wire

// The stores' part: onboarding, and posting what they bought.
extension Replay {
    /// Makes sure that every store of the orders is signed in and trades with the wholesaler.
    func onboardStores(of orders: [PlannedOrder]) async throws {
        try await onboard(Set(orders.map { month.invoices[$0.invoice].store }).sorted())
    }

    /// The same of stores by their places in the month.
    func onboard(_ stores: [Int]) async throws {
        var known: [String: String] = [:]
        for company in try await wholesaler.all("/v1/companies?state=active&limit=200") {
            if let code = company.json["code"]?.text { known[code] = try company.text("id") }
        }
        let old = known
        let places = Dictionary(month.stores.enumerated().map { ($1, $0) }) { first, _ in first }
        for (code, id) in old { if let place = places[code] { companies[place] = id } }
        let progress = Progress("stores", of: stores.count)
        try await Workers.each(stores.count, limit: settings.concurrency) { index in
            try await self.enter(stores[index], company: old[self.month.stores[stores[index]]])
            progress.step()
        }
    }

    /// One store: an account, a business, an approval, a supplier; or only a sign-in.
    private func enter(_ place: Int, company: String?) async throws {
        let store = store(place)
        let client = admin.other()
        try await parties.keeper(of: store).enter(client, mailbox, isNew: company == nil)
        clients[place] = client
        if company != nil { return }
        let key = "\(settings.name)-store-\(store.number)"
        try await parties.business(of: store).join(client, approvedBy: admin, key: key)
        companies[place] = try await TradeRelation.open(
            buyer: client, seller: wholesaler, code: store.number, key: key)
    }

    /// Posts every order as its store's draft, holds its prices against the file, and places it.
    func post(_ orders: [PlannedOrder], _ plan: MonthPlan) async throws {
        let progress = Progress("orders", of: orders.count)
        let seller = try wholesaler.organization()
        try await Workers.each(orders.count, limit: settings.concurrency) { index in
            let order = orders[index]
            do {
                try await self.post(order, seller: seller)
            } catch let problem as APIProblem where problem.status >= 400 && problem.status < 500 {
                self.report("\(self.month.invoices[order.invoice].number): \(problem)")
            }
            self.postedLines += order.lines.count
            progress.step("\(self.postedLines) lines")
        }
    }

    private func post(_ order: PlannedOrder, seller: String) async throws {
        let invoice = month.invoices[order.invoice]
        guard let client = clients[invoice.store] else { return }
        let key = "\(settings.name)-\(invoice.number)"
        let draft = try await client.post(
            "/v1/draft-orders", body(of: order, seller: seller), key: "\(key)-draft"
        ).document()
        guard check(draft, order) else { return }
        let id = try draft.text("id")
        let receipt = try await client.post(
            "/v1/draft-orders/\(id)/place", key: "\(key)-place"
        ).document()
        let cents = try receipt.amount("total")
        if cents != order.cents {
            report("\(invoice.number) was placed at \(cents), the file has \(order.cents)")
        }
    }

    private func body(of order: PlannedOrder, seller: String) -> JSON {
        let invoice = month.invoices[order.invoice]
        let noon = "\(month.days[invoice.day])T12:00:00Z"
        let lines = order.lines.map { line in
            JSON.members(
                ("sku", .string(month.items[line.item])), ("unit", .string(line.unit.rawValue)),
                ("quantity", .integer(line.quantity)))
        }
        return .members(
            ("seller_id", .string(seller)), ("ordered_at", .string(noon)),
            ("reference", .string(invoice.number)), ("lines", .array(lines)))
    }

    /// Whether the engine's own prices come to what the file says, line by line.
    private func check(_ draft: APIDocument, _ order: PlannedOrder) -> Bool {
        let number = month.invoices[order.invoice].number
        guard let lines = draft.json["lines"]?.items, lines.count == order.lines.count else {
            report("\(number): \(order.lines.count) lines were posted, others answered")
            return false
        }
        var isEqual = true
        for (line, planned) in zip(lines, order.lines) {
            let cents = line["total"]?["amount"]?.integer
            let bottles = line["base_quantity"]?.integer
            if cents == planned.cents, bottles == planned.bottles { continue }
            isEqual = false
            report(
                "\(number) item \(month.items[planned.item]): \(planned.bottles) bottles for "
                    + "\(planned.cents) in the file, \(bottles ?? -1) for \(cents ?? -1) priced")
        }
        return isEqual
    }
}
