import Bedrock
import Platform
import Postgres
import Wire

/// A condition in which goods come back, and what becomes of them.
struct ReturnCondition: Output, Sendable {
    let code: String
    let name: String
    let restocks: Bool
    let refunds: Bool

    static let example = ReturnCondition(
        code: "sellable", name: "As good as new", restocks: true, refunds: true)

    func write(_ out: inout OutputWriter) {
        out("code", code, "What receiving calls it.")
        out("name", name, "Its name.")
        out("restocks", restocks, "Whether such goods go back on the shelf; else written off.")
        out("refunds", refunds, "Whether such goods are paid back.")
    }
}

/// Lists the conditions goods come back in: the usual ones and the organization's own.
struct ListReturnConditions: Query {
    static let route = Route.get("/v1/return-conditions")
    static let summary = "List the conditions that goods come back in."
    static let access = Access.member(.readReturns)

    let cursor: String?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.", length: 1...40)
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ReturnCondition>> {
        var trip = context.trip()
        let all = trip.add(
            ReturnStatements.conditions, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(all.rows, limit: limit) { $0.code })
    }
}

/// Makes a condition of the organization's own, or says of a usual one what becomes of such goods.
struct SetReturnCondition: Command {
    static let route = Route.put("/v1/return-conditions/{code}")
    static let summary = "Say what becomes of goods that come back in a condition."
    static let access = Access.trading(.writeReturns)

    let code: String
    let name: String
    let restocks: Bool
    let refunds: Bool

    init(_ fields: inout Fields) {
        code = fields.path("code", "The condition's code.", length: 1...40, example: "damaged")
        name = fields.body("name", "Its name.", length: 1...100, example: "Damaged")
        restocks = fields.body("restocks", "Whether such goods go back on the shelf.")
        refunds = fields.body("refunds", "Whether such goods are paid back.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ReturnCondition> {
        let own = context.caller.organization
        let condition = ReturnCondition(
            code: code, name: name, restocks: restocks, refunds: refunds)
        return try await context.commit(.answer(condition)) { trip in
            trip.add(
                ReturnStatements.setCondition, own, code, name, restocks, refunds, context.now)
            context.record("return_condition_set", own, of: "organization", in: own, &trip)
        }
    }
}
