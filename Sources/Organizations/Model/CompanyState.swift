import Platform
import Wire

/// Where a trading relation stands: one table of legal moves.
enum CompanyState: String, FieldEnum {
    case requested
    case active
    case suspended
    /// Another company took its place.
    case merged

    enum Move: String {
        case approve
        case suspend
        /// Only of one that has no organization.
        case link
    }

    static let moves: [(from: CompanyState, move: Move, to: CompanyState)] = [
        (.requested, .approve, .active),
        (.requested, .suspend, .suspended),
        (.active, .suspend, .suspended),
        (.suspended, .approve, .active),
        (.active, .link, .merged),
        (.suspended, .link, .merged),
    ]

    /// The moves this state allows.
    var allowed: [String] {
        CompanyState.moves.filter { $0.from == self }.map(\.move.rawValue)
    }

    /// The state after a move; an illegal one is a problem that names what is legal.
    func after(_ move: Move) throws(Problem) -> CompanyState {
        let found = CompanyState.moves.first { $0.from == self && $0.move == move }
        guard let found else { throw .illegalMove(from: rawValue, allowed: allowed) }
        return found.to
    }
}
