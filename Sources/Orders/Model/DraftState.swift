import Platform

/// The states of a draft order and the moves each allows.
enum DraftState: String, Sendable, CaseIterable {
    case open, submitted, placed, abandoned

    /// What can be done to a draft.
    enum Move: String, Sendable, CaseIterable {
        case edit, submit, approve, decline, reopen, place, abandon
    }

    /// The one table of legal moves.
    var moves: [Move: DraftState] {
        switch self {
        case .open: [.edit: .open, .submit: .submitted, .place: .placed, .abandon: .abandoned]
        case .submitted:
            [
                .approve: .submitted, .decline: .open, .reopen: .open, .place: .placed,
                .abandon: .abandoned,
            ]
        case .placed, .abandoned: [:]
        }
    }

    /// The state a move leads to; a problem that names the legal ones where it isn't legal.
    func after(_ move: Move) throws(Problem) -> DraftState {
        guard let next = moves[move] else {
            throw .illegalMove(from: rawValue, allowed: moves.keys.map(\.rawValue).sorted())
        }
        return next
    }
}
