import Wire

// What comes back, what the buyer says came, and how the database is held against the model.
extension OrderWalk {
    private func check(_ answer: Answer, _ fits: Bool, _ what: String) throws -> String {
        guard fits == (answer.status < 300), fits || [403, 409].contains(answer.status) else {
            throw TestFailure(
                "\(what): the model says \(fits), the answer is \(answer.status) "
                    + answer.bodyText)
        }
        return fits ? what : "\(what), refused"
    }

    mutating func requestReturn() async throws -> String {
        let shipped = model.orders.indices.filter { place in
            model.orders[place].lines.contains { $0.shipped > 0 }
        }
        guard !shipped.isEmpty else { return "nothing to return" }
        let place = shipped[number(0...shipped.count - 1)]
        let order = model.orders[place]
        var lines: [(place: Int, count: Int)] = []
        for (line, values) in order.lines.enumerated() where number(0...1) == 0 {
            lines.append((line, number(1...max(1, values.shipped - values.claimed + 1))))
        }
        if lines.isEmpty { lines = [(0, 1)] }
        let byBuyer = number(0...1) == 0
        let rows = lines.map {
            #"{"line":\#($0.place + 1),"base_quantity":\#($0.count),"reason":"Too many."}"#
        }
        let answer = try await (byBuyer ? buyer.person : seller).post(
            "/v1/returns",
            #"{"order_id":"\#(order.id)","lines":[\#(rows.joined(separator: ","))]}"#)
        let fits = lines.allSatisfy { line in
            let values = order.lines[line.place]
            return values.claimed + line.count <= values.shipped
        }
        if fits {
            model.request(
                .init(id: try answer.text("id"), order: place, lines: lines, byBuyer: byBuyer))
        }
        return try check(answer, fits, "return \(lines) of order \(place)")
    }

    mutating func decideReturn() async throws -> String {
        guard let place = pick(model.returns, fitting: { $0.state == "requested" }) else {
            return "no return"
        }
        let one = model.returns[place]
        let path = "/v1/returns/\(one.id)"
        switch number(0...5) {
        case 0:
            let answer = try await seller.post("\(path)/deny", #"{"reason":"Too late."}"#)
            if one.state == "requested" { model.drop(place, as: "denied") }
            return try check(answer, one.state == "requested", "deny return \(place)")
        case 1:
            let byBuyer = number(0...1) == 0
            let answer = try await (byBuyer ? buyer.person : seller).post("\(path)/cancel")
            let fits = byBuyer == one.byBuyer && ["requested", "approved"].contains(one.state)
            if fits { model.drop(place, as: "cancelled") }
            return try check(answer, fits, "call return \(place) off")
        default:
            let answer = try await seller.post("\(path)/approve", "{}")
            if one.state == "requested" { model.returns[place].state = "approved" }
            return try check(answer, one.state == "requested", "approve return \(place)")
        }
    }

    mutating func receiveReturn() async throws -> String {
        guard let place = pick(model.returns, fitting: { $0.state == "approved" }) else {
            return "no return"
        }
        let one = model.returns[place]
        let came = one.lines.map { line in
            let sellable = number(0...line.count)
            let damaged = number(0...(line.count - sellable))
            return [sellable, damaged, number(0...(line.count - sellable - damaged))]
        }
        var rows: [String] = []
        for (line, counts) in came.enumerated() {
            let conditions = ["sellable", "damaged", "empty"]
            for (condition, count) in zip(conditions, counts) where count > 0 {
                rows.append(
                    #"{"line":\#(line + 1),"condition":"\#(condition)","base_quantity":\#(count)}"#)
            }
        }
        let answer = try await seller.post(
            "/v1/returns/\(one.id)/receive", #"{"lines":[\#(rows.joined(separator: ","))]}"#)
        let fits = one.state == "approved"
        if fits {
            model.receive(place, came)
            let owed = try answer.integer("refund_amount.amount")
            guard owed == model.returns[place].refund else {
                throw TestFailure("return \(place): \(owed), not \(model.returns[place].refund)")
            }
        }
        return try check(answer, fits, "receive return \(place) \(came)")
    }

    mutating func receiveGoods() async throws -> String {
        guard !model.parcels.isEmpty else { return "no parcel" }
        let place = number(0...model.parcels.count - 1)
        let parcel = model.parcels[place]
        guard let (line, sent) = parcel.lines.min(by: { $0.key < $1.key }) else { return "empty" }
        let received = number(0...sent), damaged = number(0...2), missing = number(0...2)
        guard received + damaged + missing > 0 else { return "nothing to say" }
        let answer = try await buyer.person.post(
            "/v1/shipments/\(parcel.id)/receipts",
            """
            {"lines":[{"line":\(line + 1),"received":\(received),"damaged":\(damaged),
            "missing":\(missing)}]}
            """)
        let said = received + damaged + missing
        let fits = parcel.said[line, default: 0] + said <= sent
        if fits {
            model.parcels[place].said[line, default: 0] += said
            if received + damaged > 0, !parcel.isDelivered { model.deliver(place) }
        }
        return try check(answer, fits, "parcel \(place): \(received), \(damaged), \(missing)")
    }

    /// Where the database is not as the model is, or not as it has to be; what both parties'
    /// ledgers tell where `both` is said, else the seller's.
    func faults(both: Bool) throws -> [String] {
        let server = buyer.seller.server
        let rows = try server.query(
            """
            select o.id, o.state, l.picked_quantity, l.packed_quantity, l.shipped_quantity,
                l.delivered_quantity, l.cancelled_quantity, l.returned_quantity,
                l.credited_quantity, l.refunded_amount
            from orders.orders o join orders.order_lines l
                on l.organization_id = o.organization_id and l.order_id = o.id
            where o.organization_id = $1
            union all
            select s.variant_id, 'level', s.on_hand, s.allocated, 0, 0, 0, 0, 0, 0
            from inventory.stock_levels s where s.organization_id = $1
            """, [try uuid(of: buyer.seller.id)], in: buyer.seller.id)
        let kept = Dictionary(grouping: rows) { $0[0] ?? "" }
        func numbers(_ row: [String?]) -> [Int] {
            row.dropFirst(2).map { $0.flatMap { Int($0) } ?? -1 }
        }
        var faults: [String] = []
        for (place, order) in model.orders.enumerated() {
            let rows = kept[try uuid(of: order.id)] ?? []
            if rows.isEmpty || rows.contains(where: { $0[1] != order.state }) {
                faults.append("order \(place) is \(rows.map { $0[1] }), not \(order.state)")
            }
            // Lines come in no order; each has its own numbers, or the same as another.
            let found = rows.map(numbers).sorted { $0.lexicographicallyPrecedes($1) }
            let wanted = order.lines.map(\.row).sorted { $0.lexicographicallyPrecedes($1) }
            if found != wanted { faults.append("order \(place): \(found), not \(wanted)") }
        }
        for (place, variant) in buyer.seller.variants.enumerated() {
            let level = (kept[try uuid(of: variant.id)]?.first).map(numbers)?.prefix(2)
            if level != [model.onHand[place], model.allocated[place]] {
                faults.append("stock of \(place): \(level ?? [])")
            }
        }
        return try faults + sums() + told(buyer.seller.id) + (both ? told(buyer.trader.id) : [])
    }

    /// What a ledger tells otherwise than the tables hold.
    private func told(_ organization: String) throws -> [String] {
        let server = buyer.seller.server
        _ = try server.query("select ledger.number_events()", in: organization)
        return try server.query(
            "select projection, subject_id, member, told, kept from ledger.differences($1)",
            [try uuid(of: organization)], in: organization
        ).map { row in "\(organization): " + row.map { $0 ?? "nothing" }.joined(separator: " ") }
    }

    /// What always holds: sums of lines, and of refunds.
    private func sums() throws -> [String] {
        try buyer.seller.server.query(
            """
            select 'total of ' || o.number from orders.orders o
            where o.organization_id = $1 and o.total_amount <> o.deposit_amount + (
                select sum(l.total_amount) from orders.order_lines l
                where l.organization_id = $1 and l.order_id = o.id)
            union all
            select 'refunds of ' || o.number from orders.orders o
            where o.organization_id = $1 and o.total_amount < (
                select sum(f.amount) from returns.returns r join returns.refunds f
                    on f.organization_id = $1 and f.return_id = r.id
                where r.organization_id = $1 and r.order_id = o.id)
            union all
            select 'refund of return ' || r.id from returns.returns r
            where r.organization_id = $1 and r.refund_amount <> coalesce((
                select sum(f.amount) from returns.refunds f
                where f.organization_id = $1 and f.return_id = r.id), 0)
            """, [try uuid(of: buyer.seller.id)], in: buyer.seller.id
        ).map { "wrong: \($0[0] ?? "")" }
    }
}
