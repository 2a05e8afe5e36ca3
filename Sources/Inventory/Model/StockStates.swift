import Platform
import Wire

/// A state of a stock document, with the one table of its legal moves.
protocol StockState: FieldEnum {
    associatedtype Move: RawRepresentable & Hashable where Move.RawValue == String
    var moves: [Move: Self] { get }
}

extension StockState {
    /// The state after a move; an illegal one is a problem that names what is legal.
    @discardableResult
    func after(_ move: Move) throws(Problem) -> Self {
        guard let next = moves[move] else {
            throw .illegalMove(from: rawValue, allowed: moves.keys.map(\.rawValue).sorted())
        }
        return next
    }
}

/// Where a count stands.
enum StockCountState: String, StockState {
    case open, counted, applied, cancelled

    enum Move: String { case count, apply, cancel }

    var moves: [Move: StockCountState] {
        switch self {
        case .open: [.count: .counted, .cancel: .cancelled]
        case .counted: [.count: .counted, .apply: .applied, .cancel: .cancelled]
        case .applied, .cancelled: [:]
        }
    }
}

/// Where a transfer stands. Shipped, it is in transit.
enum StockTransferState: String, StockState {
    case requested, shipped, received, cancelled

    enum Move: String { case ship, receive, cancel }

    var moves: [Move: StockTransferState] {
        switch self {
        case .requested: [.ship: .shipped, .cancel: .cancelled]
        case .shipped: [.receive: .received]
        case .received, .cancelled: [:]
        }
    }
}

/// Where an expected delivery stands.
enum ExpectedReceiptState: String, StockState {
    case open, received, cancelled

    enum Move: String { case receive, cancel }

    var moves: [Move: ExpectedReceiptState] {
        switch self {
        case .open: [.receive: .received, .cancel: .cancelled]
        case .received, .cancelled: [:]
        }
    }
}

/// Where a reservation stands.
enum StockReservationState: String, StockState {
    case held, placed, released, expired

    enum Move: String { case release }

    var moves: [Move: StockReservationState] {
        self == .held ? [.release: .released] : [:]
    }
}
