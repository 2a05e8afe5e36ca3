import Bedrock
import Platform
import Postgres

enum ExplanationStatements {
    static let standing = Statement<Standing, ID<Organization>, ID<App>, ID<Account>>(
        """
        select membership, state, archived, disabled, banned from permissions.standing($1, $2, $3)
        """
    ) { row throws(RowError) in try Standing.read(&row) }

    static let reasons = Statement<
        PrivilegeReason, ID<Organization>, ID<App>, ID<Account>, String, Instant
    >(
        """
        select role, assignment_id, given_by, starts_at, ends_at, holds, denies, active, source
        from permissions.explain($1, $2, $3, $4, $5)
        """
    ) { row throws(RowError) in try PrivilegeReason.read(&row) }

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(standing.sql, standing.parameterTypes)
        visit(reasons.sql, reasons.parameterTypes)
    }
}
