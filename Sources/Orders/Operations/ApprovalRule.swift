import Bedrock
import Platform
import Postgres
import Wire

/// What an organization settled about its own buying.
struct ApprovalRuleView: Output, Sendable {
    let amount: Money
    let updatedAt: Instant

    static let example = ApprovalRuleView(
        amount: Money(100_000, .usd), updatedAt: Instant(microseconds: 1_790_000_000_000_000))

    func write(_ out: inout OutputWriter) {
        out("amount", amount, "What comes to more is approved by a second person.")
        out("updated_at", updatedAt, "When it was settled.")
    }
}

/// Reads the organization's approval rule.
struct ReadApprovalRule: Query {
    static let route = Route.get("/v1/approval-rule")
    static let summary = "Read from which amount a second person approves what is bought."
    static let access = Access.member(.readDraftOrders)
    static let problems: [ProblemKind] = [.notFound]

    init(_ fields: inout Fields) {}

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ApprovalRuleView> {
        var trip = context.trip()
        let found = trip.add(ApprovalStatements.rule, context.caller.organization)
        try await context.read(trip)
        guard let rule = found.first else { throw .notFound }
        return .answer(rule)
    }
}

/// Settles that a second person approves what comes to more than an amount. It holds for what is
/// placed from then on; what is in another currency is always approved.
struct SettleApprovalRule: Command {
    static let route = Route.put("/v1/approval-rule")
    static let summary = "Settle from which amount a second person approves what is bought."
    static let access = Access.member(.settleApproval)

    let amount: Money

    init(_ fields: inout Fields) {
        amount = fields.body(
            "amount", "What comes to more is approved.", example: Money(100_000, .usd))
        fields.require(
            amount.amount >= 0, "amount/amount", "range", "Must be 0 or more.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ApprovalRuleView> {
        let own = context.caller.organization
        let view = ApprovalRuleView(amount: amount, updatedAt: context.now)
        return try await context.commit(.answer(view)) { trip in
            trip.add(
                ApprovalStatements.settle, own, amount.amount, amount.currency.code,
                context.caller.account, context.now)
            context.record("approval_rule_settled", own, of: "approval_rule", in: own, &trip) {
                json in
                json.key("amount")
                json.write(amount.amount)
                json.key("currency")
                json.write(amount.currency.code)
            }
        }
    }
}

/// Drops the rule: nobody approves from then on.
struct DropApprovalRule: Command {
    static let route = Route.delete("/v1/approval-rule")
    static let summary = "Drop the approval rule."
    static let access = Access.member(.settleApproval)
    static let problems: [ProblemKind] = [.notFound]

    init(_ fields: inout Fields) {}

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let dropped = trip.add(ApprovalStatements.drop, own)
            try await effect.send(trip)
            guard dropped.first != nil else { throw Problem.notFound }
            var telling = Trip()
            context.record("approval_rule_dropped", own, of: "approval_rule", in: own, &telling)
            try await effect.send(telling)
            return .answer(Nothing())
        }
    }
}
