import Platform
import Wire

/// Where the onboarding of a business or a person stands: one table of legal moves.
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
        case showRequirement = "show_requirement"
        case submit
        case approve
        case reject
        case requestChanges = "request_changes"
    }

    /// A legal move; of all onboardings, or of those of organizations or persons only.
    typealias Legal = (from: OnboardingState, move: Move, to: OnboardingState, only: Onboards?)

    /// What was given may be amended until it is submitted, and, as far as the platform asked for
    /// it, when it is sent back; after approval what expired is shown again. Amending leaves the
    /// state where it is.
    static let moves: [Legal] = [
        (.started, .giveDetails, .businessDetails, nil),
        (.businessDetails, .giveDetails, .businessDetails, nil),
        (.businessDetails, .setUp, .setUp, .organization),
        (.businessDetails, .giveDocuments, .documents, .person),
        (.businessDetails, .showRequirement, .businessDetails, nil),
        (.setUp, .giveDetails, .setUp, nil),
        (.setUp, .giveDocuments, .documents, nil),
        (.setUp, .showRequirement, .setUp, nil),
        (.documents, .giveDetails, .documents, nil),
        (.documents, .giveDocuments, .documents, nil),
        (.documents, .showRequirement, .documents, nil),
        (.documents, .submit, .submitted, nil),
        (.submitted, .approve, .approved, nil),
        (.submitted, .reject, .rejected, nil),
        (.submitted, .requestChanges, .changesRequested, nil),
        (.approved, .showRequirement, .approved, nil),
        (.changesRequested, .giveDetails, .changesRequested, nil),
        (.changesRequested, .giveDocuments, .changesRequested, nil),
        (.changesRequested, .showRequirement, .changesRequested, nil),
        (.changesRequested, .submit, .submitted, nil),
    ]

    /// What the owner may do when it is sent back, or was approved, only if it is asked for.
    static let reopenable: [Move] = [.giveDetails, .giveDocuments, .showRequirement]

    /// Whether its owner may change what they are asked for, and nothing else.
    var isPartlyOpen: Bool { self == .changesRequested || self == .approved }

    /// The moves this state allows.
    /// - Parameter reopened: what the platform asked for, by the names of the moves.
    func legal(for onboards: Onboards, reopened: [String]) -> [Legal] {
        OnboardingState.moves.filter { legal in
            guard legal.from == self, legal.only == nil || legal.only == onboards else {
                return false
            }
            return !isPartlyOpen || !OnboardingState.reopenable.contains(legal.move)
                || reopened.contains(legal.move.rawValue)
        }
    }
}
