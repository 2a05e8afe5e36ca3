import Platform
import Wire

/// What a business or a person may have to show.
enum RequirementKind: String, FieldEnum {
    case license
    case taxRegistration = "tax_registration"
    case identity
    case address
}

/// Where one requirement of an onboarding stands: one table of legal moves.
enum RequirementState: String, FieldEnum {
    case pending
    case accepted
    case rejected
    case waived

    /// What its owner does, by documents, and what the platform does, by decisions.
    enum Move: String {
        case attach
        case detach
        case accept
        case reject
        case waive
        case reopen
    }

    /// A decision holds until another is taken or the requirement is reopened; whoever was rejected
    /// may show something better.
    static let moves: [(from: RequirementState, move: Move, to: RequirementState)] = [
        (.pending, .attach, .pending),
        (.pending, .detach, .pending),
        (.pending, .accept, .accepted),
        (.pending, .reject, .rejected),
        (.pending, .waive, .waived),
        (.pending, .reopen, .pending),
        (.rejected, .attach, .pending),
        (.rejected, .detach, .rejected),
        (.rejected, .accept, .accepted),
        (.rejected, .waive, .waived),
        (.rejected, .reopen, .pending),
        (.accepted, .reject, .rejected),
        (.accepted, .waive, .waived),
        (.accepted, .reopen, .pending),
        (.waived, .accept, .accepted),
        (.waived, .reject, .rejected),
        (.waived, .reopen, .pending),
    ]

    /// The moves this state allows.
    var allowed: [String] {
        RequirementState.moves.filter { $0.from == self }.map(\.move.rawValue)
    }

    /// The state after a move; an illegal one is a problem that names what is legal.
    func after(_ move: Move) throws(Problem) -> RequirementState {
        let found = RequirementState.moves.first { $0.from == self && $0.move == move }
        guard let found else { throw .illegalMove(from: rawValue, allowed: allowed) }
        return found.to
    }
}
