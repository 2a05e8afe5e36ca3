/// A small model in memory of a seller's orders, what becomes of them and what comes back, against
/// which the database is held after every step.
struct OrderModel {
    struct Line: Equatable {
        let variant: Int
        let base: Int
        let total: Int
        var picked = 0
        var packed = 0
        var shipped = 0
        var delivered = 0
        var cancelled = 0
        var claimed = 0
        var credited = 0
        var refunded = 0

        var open: Int { base - cancelled - picked - shipped }

        /// Credits so many more; answers what they are worth.
        mutating func credit(_ count: Int) -> Int {
            credited += count
            let worth = max(refunded, total * credited / base) - refunded
            refunded += worth
            return worth
        }

        var row: [Int] {
            [picked, packed, shipped, delivered, cancelled, claimed, credited, refunded]
        }
    }

    struct Order {
        let id: String
        var lines: [Line]
        var isConfirmed = false
        var isCompleted = false

        /// The state that its lines make.
        var state: String {
            let wanted = lines.reduce(0) { $0 + $1.base - $1.cancelled }
            let picked = lines.reduce(0) { $0 + $1.picked }
            if wanted == 0 { return "cancelled" }
            if isCompleted { return "completed" }
            if lines.reduce(0, { $0 + $1.delivered }) == wanted { return "delivered" }
            if lines.reduce(0, { $0 + $1.shipped }) == wanted { return "shipped" }
            if lines.reduce(0, { $0 + $1.packed }) < picked { return "picking" }
            if picked > 0 { return "packed" }
            return isConfirmed ? "confirmed" : "placed"
        }

        var open: Int { lines.reduce(0) { $0 + $1.open } }
    }

    /// Work on lines of an order: how many of each, by its place, and how many of those have left.
    struct Part {
        let id: String
        let order: Int
        var left: [Int: Int]
        var state = "picking"
        var hasShipped = false
    }

    struct Parcel {
        let id: String
        let order: Int
        let lines: [Int: Int]
        var isDelivered = false
        /// What receipts say of each line, and how much of that is missing.
        var said: [Int: Int] = [:]
    }

    struct Return {
        let id: String
        let order: Int
        let lines: [(place: Int, count: Int)]
        let byBuyer: Bool
        var state = "requested"
        var refund = 0
    }

    var onHand: [Int]
    var allocated: [Int]
    var orders: [Order] = []
    var parts: [Part] = []
    var parcels: [Parcel] = []
    var returns: [Return] = []

    mutating func place(_ id: String, _ lines: [Line]) -> Bool {
        var wanted = allocated
        for line in lines { wanted[line.variant] += line.base }
        guard zip(wanted, onHand).allSatisfy({ $0 <= $1 }) else { return false }
        allocated = wanted
        orders.append(Order(id: id, lines: lines))
        return true
    }

    mutating func begin(_ id: String, of order: Int, _ counts: [Int: Int]) {
        for (place, count) in counts { orders[order].lines[place].picked += count }
        parts.append(Part(id: id, order: order, left: counts))
    }

    mutating func pack(_ part: Int) {
        parts[part].state = "packed"
        for (place, count) in parts[part].left {
            orders[parts[part].order].lines[place].packed += count
        }
    }

    mutating func giveUp(_ part: Int) {
        for (place, count) in parts[part].left {
            orders[parts[part].order].lines[place].picked -= count
            if parts[part].state == "packed" {
                orders[parts[part].order].lines[place].packed -= count
            }
        }
        parts[part].left = [:]
        parts[part].state = parts[part].hasShipped ? "shipped" : "cancelled"
    }

    mutating func ship(_ id: String, from part: Int, _ counts: [Int: Int]) {
        let order = parts[part].order
        for (place, count) in counts {
            orders[order].lines[place].picked -= count
            orders[order].lines[place].packed -= count
            orders[order].lines[place].shipped += count
            let variant = orders[order].lines[place].variant
            onHand[variant] -= count
            allocated[variant] -= count
            parts[part].left[place, default: 0] -= count
        }
        parts[part].left = parts[part].left.filter { $0.value > 0 }
        parts[part].hasShipped = true
        if parts[part].left.isEmpty { parts[part].state = "shipped" }
        parcels.append(Parcel(id: id, order: order, lines: counts))
    }

    mutating func deliver(_ parcel: Int) {
        parcels[parcel].isDelivered = true
        for (place, count) in parcels[parcel].lines {
            orders[parcels[parcel].order].lines[place].delivered += count
        }
    }

    mutating func cancel(_ order: Int, _ counts: [Int: Int]) {
        for (place, count) in counts {
            orders[order].lines[place].cancelled += count
            allocated[orders[order].lines[place].variant] -= count
        }
    }

    mutating func request(_ one: Return) {
        for (place, count) in one.lines { orders[one.order].lines[place].claimed += count }
        returns.append(one)
    }

    /// Nothing comes of a return.
    mutating func drop(_ place: Int, as state: String) {
        returns[place].state = state
        let one = returns[place]
        for (line, count) in one.lines { orders[one.order].lines[line].claimed -= count }
    }

    /// What came of each line: so many to the shelf, so many to be written off, so many for which
    /// nothing is owed.
    mutating func receive(_ place: Int, _ came: [[Int]]) {
        let one = returns[place]
        for ((line, count), counts) in zip(one.lines, came) {
            orders[one.order].lines[line].claimed += counts.reduce(0, +) - count
            returns[place].refund += orders[one.order].lines[line].credit(counts[0] + counts[1])
            onHand[orders[one.order].lines[line].variant] += counts[0]
        }
        returns[place].state = "received"
    }
}
