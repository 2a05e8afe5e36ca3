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
        StagedRow, ID<Organization>, ID<Import>, Int32, Int64, Int64
    >(
        """
        select number, line, key, cells, fault, first
        from exchange.staged_page($1, $2, $3, $4, $5)
        """, row: read)

    /// In the order of their keys; all of the first key, but without the cells of those rows of it
    /// that are beyond the bytes.
    static let byKey = Statement<
        StagedRow, ID<Organization>, ID<Import>, String, Int32, Int64, Int64
    >(
        """
        select number, line, key, case when above < $6 then cells else '' end,
            case when above < $6 then fault
                else 'rows_too_wide' || chr(31) || 'The rows of one item have too many bytes.' end,
            null::integer
        from (
            select number, line, key, cells, fault, first_value(key) over by_key as head,
                coalesce(sum(octet_length(cells)) over (by_key
                    rows between unbounded preceding and 1 preceding), 0) as above
            from (
                select number, line, key, cells, fault
                from exchange.staged_rows
                where organization_id = $1 and import_id = $2 and (key, number) > ($3, $4)
                order by key, number limit $5) page
            window by_key as (order by key, number)) measured
        where above < $6 or key = head
        order by key, number
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
            fault: StagedRow.unpackFault(fault), firstLine: first.map(Int.init),
            bytes: cells.utf8.count)
    }
}
