package import Platform
package import Postgres
import Wire

/// The states of an order. They are worked out from its lines by `orders.state_of`; this says what
/// each lets people do, so that a refusal can name it.
package enum OrderState: String, FieldEnum, Sendable, CaseIterable {
    case placed, confirmed, picking, packed, shipped, delivered, completed, cancelled

    /// What can be done to an order.
    package enum Move: String, Sendable, CaseIterable {
        case confirm, withdraw, edit, fulfill, cancel, complete
    }

    /// The one table of legal moves.
    package var moves: [Move] {
        switch self {
        case .placed: [.confirm, .withdraw, .edit, .fulfill, .cancel]
        case .confirmed, .picking, .packed: [.edit, .fulfill, .cancel]
        case .delivered: [.complete]
        case .shipped, .completed, .cancelled: []
        }
    }

    /// What the order's own functions refuse, in the caller's words: DR101 and DR102, whose message
    /// is the state.
    package static func problem(_ error: ServerError) -> Problem? {
        switch error.sqlstate {
        case "DR101": return .notFound
        case "DR102":
            let moves = OrderState(rawValue: error.message)?.moves.map(\.rawValue) ?? []
            return .illegalMove(from: error.message, allowed: moves.sorted())
        default: return nil
        }
    }
}
