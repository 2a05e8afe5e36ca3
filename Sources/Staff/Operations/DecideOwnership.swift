import Bedrock
import Platform
import Postgres
import Wire

/// Becomes the owner: what the system gave the former owner moves along, in one step.
struct AcceptOwnership: Command {
    static let route = Route.post("/v1/ownership-transfers/{id}/accept")
    static let summary = "Accept the organization, and own it."
    static let access = Access.member(.acceptOwnership).inPerson
    static let constraints = ownershipConstraints
    static let success = 200

    let id: ID<OwnershipTransfer>

    init(_ fields: inout Fields) { id = fields.path("id", "The transfer's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OwnershipTransferView> {
        try await context.decide(id, .accepted, "ownership_transferred")
    }
}

/// Turns an offer of ownership down.
struct DeclineOwnership: Command {
    static let route = Route.post("/v1/ownership-transfers/{id}/decline")
    static let summary = "Decline to own the organization."
    static let access = Access.member(.acceptOwnership).inPerson
    static let constraints = ownershipConstraints
    static let success = 200

    let id: ID<OwnershipTransfer>

    init(_ fields: inout Fields) { id = fields.path("id", "The transfer's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OwnershipTransferView> {
        try await context.decide(id, .declined, "ownership_declined")
    }
}

/// Takes an offer of ownership back.
struct WithdrawOwnership: Command {
    static let route = Route.post("/v1/ownership-transfers/{id}/withdraw")
    static let summary = "Take one's offer of ownership back."
    static let access = Access.member(.transferOwnership).inPerson
    static let constraints = ownershipConstraints
    static let success = 200

    let id: ID<OwnershipTransfer>

    init(_ fields: inout Fields) { id = fields.path("id", "The transfer's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OwnershipTransferView> {
        try await context.decide(id, .withdrawn, "ownership_withdrawn")
    }
}

private let ownershipConstraints: [String: ProblemKind] = [
    "DR210": .notFound, "DR223": .illegalMove, "DR226": .ownerOnly,
]

extension Context where Scope == Member {
    fileprivate func decide(
        _ id: ID<OwnershipTransfer>, _ state: OwnershipTransferState, _ event: String
    ) async throws(Problem) -> Success<OwnershipTransferView> {
        try await transaction { effect throws(Problem) in
            var trip = Trip()
            trip.add(
                OwnershipStatements.decide, caller.organization, id, caller.account,
                state.rawValue, now)
            record(event, id, of: "ownership_transfer", in: caller.organization, &trip)
            let found = trip.add(OwnershipStatements.transfer, caller.organization, id)
            try await effect.send(trip)
            guard let transfer = found.first else { throw Problem.notFound }
            return .answer(transfer)
        }
    }
}
