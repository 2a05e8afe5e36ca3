import Platform
import Wire

/// Where the onboarding of a business stands: one table of legal moves.
enum OnboardingState: String, FieldEnum {
    case started
    case businessDetails = "business_details"
    case setUp = "set_up"
    case documents
    case submitted
    case approved
    case rejected
    case changesRequested = "changes_requested"

    /// What can be done to an onboarding, by its owner or by the platform.
    enum Move: String {
        case giveDetails = "give_details"
        case setUp = "set_up"
        case giveDocuments = "give_documents"
        case submit
        case approve
        case reject
        case requestChanges = "request_changes"
    }

    /// What was given may be amended until it is submitted, and again when changes are asked for;
    /// amending leaves the state where it is.
    static let moves: [(from: OnboardingState, move: Move, to: OnboardingState)] = [
        (.started, .giveDetails, .businessDetails),
        (.businessDetails, .giveDetails, .businessDetails),
        (.businessDetails, .setUp, .setUp),
        (.setUp, .giveDetails, .setUp),
        (.setUp, .giveDocuments, .documents),
        (.documents, .giveDetails, .documents),
        (.documents, .giveDocuments, .documents),
        (.documents, .submit, .submitted),
        (.submitted, .approve, .approved),
        (.submitted, .reject, .rejected),
        (.submitted, .requestChanges, .changesRequested),
        (.changesRequested, .giveDetails, .changesRequested),
        (.changesRequested, .giveDocuments, .changesRequested),
        (.changesRequested, .submit, .submitted),
    ]

    /// The moves this state allows.
    var allowed: [String] {
        OnboardingState.moves.filter { $0.from == self }.map(\.move.rawValue)
    }

    /// The state after a move; an illegal one is a problem that names what is legal.
    func after(_ move: Move) throws(Problem) -> OnboardingState {
        let found = OnboardingState.moves.first { $0.from == self && $0.move == move }
        guard let found else { throw .illegalMove(from: rawValue, allowed: allowed) }
        return found.to
    }
}
