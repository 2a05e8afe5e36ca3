public import Bedrock
public import Postgres

/// Objects of the storage that no row speaks for.
public enum ObjectStatements {
    /// Notes, before their bytes are stored, that objects belong to nobody yet.
    public static let note = Statement<Void, [String], Instant>(
        "select storage.note_objects($1, $2)")

    /// Claims objects in the transaction that writes their row; whether all were still there to be
    /// claimed.
    public static let claim = Statement<Bool, [String]>("select storage.claim_objects($1)")

    static let condemned = Statement<String, Instant, Instant, Int64>(
        "select key from storage.condemned_objects($1, $2, $3) as key")

    static let forget = Statement<Void, String>("select storage.forget_object($1)")

    /// Shows every statement of the module, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        visit(note.sql, note.parameterTypes)
        visit(claim.sql, claim.parameterTypes)
        visit(condemned.sql, condemned.parameterTypes)
        visit(forget.sql, forget.parameterTypes)
    }
}
