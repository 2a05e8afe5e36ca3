import Platform
import Wire

/// The states of a standing order and the moves each allows.
enum StandingState: String, FieldEnum, Sendable, CaseIterable {
    case active, paused, ended

    /// What can be done to a standing order.
    enum Move: String, Sendable, CaseIterable {
        case edit, pause, resume, skip, end
    }

    /// The one table of legal moves.
    var moves: [Move: StandingState] {
        switch self {
        case .active: [.edit: .active, .pause: .paused, .skip: .active, .end: .ended]
        case .paused: [.edit: .paused, .resume: .active, .end: .ended]
        case .ended: [:]
        }
    }

    /// The state a move leads to; a problem that names the legal ones where it isn't legal.
    func after(_ move: Move) throws(Problem) -> StandingState {
        guard let next = moves[move] else {
            throw .illegalMove(from: rawValue, allowed: moves.keys.map(\.rawValue).sorted())
        }
        return next
    }
}
