import Bedrock
import Platform
import Postgres
import Wire

/// An order as the wholesaler's list has it.
struct PlacedOrder: Sendable {
    let id: String
    let lines: Int64
    let bottles: Int64
    let cents: Int64
}

extension Replay {
    /// The wholesaler's orders of the month, by the invoice they refer to.
    func placedOrders() async throws -> [String: PlacedOrder] {
        var placed: [String: PlacedOrder] = [:]
        for order in try await wholesaler.all("/v1/orders?limit=200") {
            guard let at = Instant(rfc3339: try order.text("ordered_at")),
                month.span.contains(at), let invoice = order.json["reference"]?.text
            else { continue }
            if placed[invoice] != nil { report("\(invoice) was placed twice") }
            placed[invoice] = PlacedOrder(
                id: try order.text("id"), lines: try order.integer("line_count"),
                bottles: try order.integer("base_quantity"), cents: try order.amount("total"))
        }
        return placed
    }

    /// Holds every order against its invoice.
    func compare(_ orders: [PlannedOrder], _ placed: [String: PlacedOrder], _ plan: MonthPlan) {
        var rest = placed
        for order in orders {
            let number = month.invoices[order.invoice].number
            guard let found = rest.removeValue(forKey: number) else {
                report("\(number) was not placed")
                continue
            }
            let isSame =
                found.lines == Int64(order.lines.count) && found.bottles == order.bottles
                && found.cents == order.cents
            if !isSame {
                report(
                    "\(number): \(order.lines.count) lines, \(order.bottles) bottles, "
                        + "\(order.cents) cents in the file; \(found.lines), \(found.bottles), "
                        + "\(found.cents) placed")
            }
        }
        for number in rest.keys.sorted() { report("\(number) is an order and no such invoice") }
    }

    /// The month's figures as the API sums them.
    func totals() async throws -> MonthFigures {
        let span = month.span
        let path =
            "/v1/order-totals?from=\(span.lowerBound.rfc3339)&until=\(span.upperBound.rfc3339)"
        var figures = MonthFigures()
        for total in try await wholesaler.get(path).items("totals") {
            figures.orders += try total.integer("orders")
            figures.lines += try total.integer("lines")
            figures.bottles += try total.integer("base_quantity")
            figures.cents += try total.amount("total")
        }
        try await returnTotals(&figures)
        return figures
    }

    /// A connection to the server's PostgreSQL.
    func database() throws -> AdminConnection {
        guard let url = settings.database else {
            throw APIProblem("SQL", "there is no database to ask: give --database-url")
        }
        do {
            return try AdminConnection(ConnectionSettings(url))
        } catch {
            throw APIProblem("SQL", "\(error); --database-url says where the database is")
        }
    }

    /// The month's figures as SQL sums them, from the lines themselves.
    func sqlFigures() throws -> MonthFigures {
        guard let organization = ID<Organization>(try wholesaler.organization()) else {
            throw APIProblem("SQL", "the wholesaler's id can't be read")
        }
        let connection = try database()
        // Row-level security holds for the tables' owner too.
        _ = try connection.query(
            "select set_config('app.organization', $1, false)", [organization.uuid.text])
        let rows = try connection.query(
            """
            with placed as (
                select o.organization_id, o.id, o.total_amount from orders.orders o
                where o.organization_id = $1::uuid and o.ordered_at >= $2::timestamptz
                    and o.ordered_at < $3::timestamptz
            )
            select (select count(*) from placed), count(*), coalesce(sum(l.base_quantity), 0),
                coalesce(sum(l.total_amount), 0), (select sum(total_amount) from placed)
            from placed p join orders.order_lines l
                on l.organization_id = p.organization_id and l.order_id = p.id
            """,
            [
                organization.uuid.text, month.span.lowerBound.rfc3339,
                month.span.upperBound.rfc3339,
            ])
        let values = (rows.first ?? []).map { $0.flatMap { Int64($0) } ?? 0 }
        guard values.count == 5 else { throw APIProblem("SQL", "no figures came back") }
        if values[3] != values[4] {
            report("the lines come to \(values[3]), their orders to \(values[4])")
        }
        var figures = MonthFigures(
            orders: values[0], lines: values[1], bottles: values[2], cents: values[3])
        try addReturns(&figures, of: organization, connection)
        return figures
    }

    /// What went back, from what was received of each line and what is owed for it.
    private func addReturns(
        _ figures: inout MonthFigures, of organization: ID<Organization>,
        _ connection: AdminConnection
    ) throws {
        let numbers = month.invoices.lazy.filter(\.isReturn).map(\.number)
        let rows = try connection.query(
            """
            with received as (
                select r.organization_id, r.id, r.reference from returns.returns r
                where r.organization_id = $1::uuid
                    and r.reference = any(string_to_array($2, ' '))
                    and r.state in ('received', 'refunded')
            )
            select (select count(distinct reference) from received), count(*),
                coalesce(sum(n.quantity), 0), coalesce(sum(l.refund_amount), 0),
                coalesce((select sum(f.amount) from received r join returns.refunds f
                    on f.organization_id = r.organization_id and f.return_id = r.id), 0)
            from received r join returns.lines l
                on l.organization_id = r.organization_id and l.return_id = r.id
            join returns.receipts n on n.organization_id = l.organization_id
                and n.return_id = l.return_id and n.line = l.line
            """, [organization.uuid.text, numbers.joined(separator: " ")])
        let values = (rows.first ?? []).map { $0.flatMap { Int64($0) } ?? 0 }
        guard values.count == 5 else { throw APIProblem("SQL", "no figures came back") }
        if values[3] != values[4] {
            report("returned lines come to \(values[3]), refund intents to \(values[4])")
        }
        (figures.returns, figures.returnedLines) = (values[0], values[1])
        (figures.returnedBottles, figures.returnedCents) = (values[2], values[3])
    }
}
