import Bedrock
import Platform
import Postgres

/// Takes the rows that wait, batch by batch, in the order they are applied in.
struct StagedWalk {
    let id: ID<Import>
    let byKey: Bool
    private(set) var key = ""
    private(set) var number: Int32 = 0

    init(_ id: ID<Import>, byKey: Bool, after key: String = "", _ number: Int32 = 0) {
        self.id = id
        self.byKey = byKey
        self.key = key
        self.number = number
    }

    /// The next batch, of so many rows and bytes; empty at the end. Rows of one key are not torn
    /// apart: those beyond the bytes come as ones that can't be read.
    mutating func next(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> [StagedRow] {
        let limit = ImportLimits.batch
        let organization = context.caller.organization
        var trip = Trip()
        let found =
            byKey
            ? trip.add(
                StagingStatements.byKey, organization, id, key, number, Int64(limit),
                Int64(ImportLimits.batchBytes))
            : trip.add(
                StagingStatements.byNumber, organization, id, number, Int64(limit),
                Int64(ImportLimits.batchBytes))
        try await effect.send(trip)
        var rows = found.rows
        let isCut =
            rows.count == limit
            || rows.reduce(0) { $0 + $1.bytes } >= ImportLimits.batchBytes
        if byKey, isCut, let last = rows.last?.key, rows.first?.key != last {
            while rows.last?.key == last { rows.removeLast() }
        }
        if let last = rows.last { (key, number) = (last.key, last.number) }
        return rows
    }
}
