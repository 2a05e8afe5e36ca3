import Bedrock
import Platform
import Postgres

enum OrderEditStatements {
    /// Holds the order; the last number that a line of it was given.
    static let hold = Statement<Int32, ID<Order>, Bool>(
        "select orders.hold_for_edit($1, $2)"
    ) { row in try row.read() }

    static let isFirst = Statement<Bool, ID<Organization>, ID<Order>>(
        "select orders.is_first($1, $2)"
    ) { row in try row.read() }

    /// Lines that are picked, shipped or cancelled, in part or all.
    static let onTheirWay = Statement<Int32, ID<Organization>, ID<Order>>(
        """
        select line from orders.order_lines
        where organization_id = $1 and order_id = $2
            and (picked_quantity > 0 or shipped_quantity > 0 or cancelled_quantity > 0)
        union all
        select l.line from orders.orders o join orders.order_lines l
            on l.organization_id = o.organization_id and l.order_id = o.id
        where o.buyer_organization_id = $1 and o.id = $2
            and (l.picked_quantity > 0 or l.shipped_quantity > 0 or l.cancelled_quantity > 0)
        """
    ) { row in try row.read() }

    /// Codes that the order took, with what each opened.
    static let taken = Statement<TakenCode, ID<Organization>, ID<Order>>(
        "select code, promotion_id from orders.taken_by($1, $2)"
    ) { row in TakenCode(code: try row.read(), promotion: try row.read()) }
}

/// A code that an order took.
struct TakenCode: Sendable {
    let code: String
    let promotion: ID<Promotion>
}
