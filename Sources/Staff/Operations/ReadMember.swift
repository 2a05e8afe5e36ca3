import Bedrock
import Platform
import Postgres
import Wire

/// Reads one member of the organization.
struct ReadMember: Query {
    static let route = Route.get("/v1/members/{account_id}")
    static let summary = "Read a member: where they stand, what they hold."
    static let access = Access.member(.readMembers)

    let account: ID<Account>

    init(_ fields: inout Fields) { account = fields.path("account_id", "The member's account.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<MemberView> {
        var trip = context.trip()
        let found = trip.add(
            MemberStatements.member, context.caller.organization, account, context.now)
        try await context.read(trip)
        guard let member = found.first else { throw .notFound }
        return .answer(member)
    }
}

extension Context where Scope == Member {
    /// Moves another member, with its event, and answers with the member as they stand then.
    func move(
        _ account: ID<Account>, _ event: String, _ add: (inout Trip) -> Void,
        payload: (inout JSONWriter) -> Void = { _ in }
    ) async throws(Problem) -> Success<MemberView> {
        try await transaction { effect throws(Problem) in
            var trip = Trip()
            add(&trip)
            record(
                event, account, of: "account", in: caller.organization, &trip, payload: payload)
            let found = trip.add(MemberStatements.member, caller.organization, account, now)
            try await effect.send(trip)
            guard let member = found.first else { throw Problem.notFound }
            return .answer(member)
        }
    }
}
