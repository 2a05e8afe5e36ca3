/// What a tracking link shows of an order; moments are texts in the seller's time zone.
struct TrackedOrder: Sendable {
    let seller: String
    let number: String
    let state: String
    let zone: String
    let placed: String?
    let confirmed: String?
    let picking: String?
    let packed: String?
    let shipped: String?
    let delivered: String?
    let cancelled: String?

    /// A stage of the way, with since when where it is reached.
    struct Step {
        let name: String
        let at: String?
        let isReached: Bool
    }

    /// What a state is called in a sentence of its own.
    var headline: String {
        switch state {
        case "placed": "We have your order"
        case "confirmed": "Your order is confirmed"
        case "picking": "Your order is being picked"
        case "packed": "Your order is packed"
        case "shipped": "Your order is on its way"
        case "delivered", "completed": "Your order has arrived"
        default: "This order was cancelled"
        }
    }

    /// The whole way, or as far as it went before it was cancelled.
    var steps: [Step] {
        if state == "cancelled" {
            return [
                Step(name: "Placed", at: placed, isReached: true),
                Step(name: "Cancelled", at: cancelled, isReached: true),
            ]
        }
        let way: [(state: String, name: String, at: String?)] = [
            ("placed", "Placed", placed), ("confirmed", "Confirmed", confirmed),
            ("picking", "Picking", picking), ("packed", "Packed", packed),
            ("shipped", "Shipped", shipped), ("delivered", "Delivered", delivered),
        ]
        let reached = way.firstIndex { $0.state == state } ?? way.count - 1
        return way.enumerated().map { place, step in
            Step(
                name: step.name, at: place <= reached ? step.at : nil,
                isReached: place <= reached)
        }
    }
}

/// Goods of an order as a tracking link shows them; all but `quantity` in base units.
struct TrackedLine: Sendable {
    let name: String
    let unit: String
    let quantity: Int64
    let wanted: Int64
    let shipped: Int64
    let delivered: Int64
    /// How many lines the order has.
    let total: Int64

    /// How far they are; nil while none has left.
    var progress: String? {
        if wanted == 0 { return "Cancelled" }
        if delivered >= wanted { return "Delivered" }
        if shipped >= wanted { return "On its way" }
        return shipped > 0 ? "\(shipped) of \(wanted) on the way" : nil
    }
}

/// A parcel of an order as a tracking link shows it.
struct TrackedParcel: Sendable {
    let state: String
    let carrier: String?
    let number: String?
    let url: String?
    let expected: String?
    let quantity: Int64?
    let shipped: String?
    let delivered: String?
}
