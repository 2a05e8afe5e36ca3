import Bedrock
import Platform
import Postgres

/// Rows that wait to be applied.
enum StagingStatements {
    /// Keeps rows; none where somebody else went on with the import.
    static let keep = Statement<
        Void, ID<Organization>, ID<Import>, Int32, [Int32], [Int32], [String], [String], [String?]
    >(
        """
        insert into exchange.staged_rows
            (organization_id, import_id, number, line, key, cells, fault)
        select $1, $2, u.number, u.line, u.key, u.cells, u.fault
        from unnest($4::integer[], $5::integer[], $6::text[], $7::text[], $8::text[])
            as u(number, line, key, cells, fault)
        where exists (select from exchange.imports i
            where i.organization_id = $1 and i.id = $2 and i.attempt = $3)
        """)

    /// In the file's order, each with the line on which its key stood first.
    static let byNumber = Statement<
        StagedRow, ID<Organization>, ID<Import>, Int32, Int64
    >(
        """
        select number, line, key, cells, fault, first
        from exchange.staged_page($1, $2, $3, $4)
        """, row: read)

    /// In the order of their keys.
    static let byKey = Statement<
        StagedRow, ID<Organization>, ID<Import>, String, Int32, Int64
    >(
        """
        select number, line, key, cells, fault, null::integer
        from exchange.staged_rows
        where organization_id = $1 and import_id = $2 and (key, number) > ($3, $4)
        order by key, number limit $5
        """, row: read)

    static let clear = Statement<Void, ID<Organization>, ID<Import>>(
        "delete from exchange.staged_rows where organization_id = $1 and import_id = $2")

    /// Forgets what imports before that one have waiting.
    static let clearBefore = Statement<Void, ID<Organization>, ID<Import>>(
        "delete from exchange.staged_rows where organization_id = $1 and import_id < $2")

    @Sendable
    private static func read(_ row: inout RowReader) throws -> StagedRow {
        let number: Int32 = try row.read()
        let line: Int32 = try row.read()
        let key: String = try row.read()
        let cells: String = try row.read()
        let fault: String? = try row.read()
        let first: Int32? = try row.read()
        return StagedRow(
            number: number, line: line, key: key, cells: StagedRow.unpack(cells),
            fault: StagedRow.unpackFault(fault), firstLine: first.map(Int.init))
    }
}
