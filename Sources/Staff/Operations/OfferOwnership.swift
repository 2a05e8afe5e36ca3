import Bedrock
import Platform
import Postgres
import Wire

/// Offers the organization to a member, who becomes its owner by accepting.
struct OfferOwnership: Command {
    static let route = Route.post("/v1/ownership-transfers")
    static let summary = "Offer the organization to a member, as its owner."
    static let access = Access.member(.transferOwnership).inPerson
    static let constraints = [
        "DR203": ProblemKind.notFound, "DR221": .notOneself, "DR226": .ownerOnly,
        "ownership_transfers_open": .conflict,
    ]

    let account: ID<Account>

    init(_ fields: inout Fields) { account = fields.body("account_id", "The member.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OwnershipTransferView> {
        let caller = context.caller
        let view = OwnershipTransferView(
            id: .make(at: context.now), from: caller.account, to: account, state: .offered,
            offeredAt: context.now, decidedAt: nil)
        return try await context.commit(.answer(view)) { trip in
            trip.add(
                OwnershipStatements.offer, caller.organization, view.id, caller.account, account,
                context.now)
            context.record(
                "ownership_offered", view.id, of: "ownership_transfer", in: caller.organization,
                &trip
            ) { json in
                json.key("to_account_id")
                json.write(account.text)
            }
        }
    }
}

/// Lists the organization's transfers of ownership, the newest first.
struct ListOwnershipTransfers: Query {
    static let route = Route.get("/v1/ownership-transfers")
    static let summary = "List transfers of ownership, newest first."
    static let access = Access.member(.acceptOwnership)

    let cursor: ID<OwnershipTransfer>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(
        _ context: Context<Member>
    ) async throws(Problem) -> Success<Page<OwnershipTransferView>> {
        var trip = context.trip()
        let page = trip.add(
            OwnershipStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}
