import Bedrock
import Platform
import Postgres

/// What a technician does to others; the functions make sure that the platform asks.
enum DisablingStatements {
    static let disableOrganization = Statement<Void, ID<Organization>, String, Instant>(
        "select permissions.disable_organization($1, $2, $3)")

    static let enableOrganization = Statement<Void, ID<Organization>>(
        "select permissions.enable_organization($1)")

    /// With a reason it disables, without one it enables.
    static let disableApp = Statement<Void, ID<Organization>, ID<App>, String?, Instant>(
        "select permissions.disable_app($1, $2, $3, $4)")

    /// Turns the rest of a transaction to another organization, to write its ledger. Only after
    /// the function before it has established that the act is the platform's.
    static let step = Statement<Void, ID<Organization>>(
        "select set_config('app.organization', $1::text, true)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(disableOrganization.sql, disableOrganization.parameterTypes)
        visit(enableOrganization.sql, enableOrganization.parameterTypes)
        visit(disableApp.sql, disableApp.parameterTypes)
        visit(step.sql, step.parameterTypes)
    }
}
