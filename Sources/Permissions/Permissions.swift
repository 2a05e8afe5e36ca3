public import Platform
package import Postgres

/// Permissions: an organization's apps, and who may do what in each of them.
///
/// Owns apps with their figures, the roles and privileges that an app has beside the hard ones,
/// the cells it switches, and the assignments by which accounts hold roles. Every change goes
/// through a function of the database that refuses what the model forbids, whoever asks: nobody
/// grants what they do not hold. A technician disables an app or an organization at once.
///
/// Words: app, role, privilege, cell, assignment, closure, standing (what stands before grants).
/// Limits: fifty apps an organization, a hundred roles and 64 privileges of an app's own.
public enum Permissions {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        declareApps(&table)
        table.add(ReadAppPermissions.self)
        table.add(CreateRole.self)
        table.add(DeleteRole.self)
        table.add(CreatePrivilege.self)
        table.add(DeletePrivilege.self)
        table.add(SwitchCell.self)
        table.add(ClearCell.self)
        table.add(ListMembers.self)
        table.add(ListAssignments.self)
        table.add(ReadAssignment.self)
        table.add(AssignRole.self)
        table.add(EditAssignment.self)
        table.add(RevokeAssignment.self)
        table.add(MakeAudienceToken.self)
        table.add(ReadOwnPrivileges.self)
        table.add(ExplainOwnPrivilege.self)
        table.add(ExplainPrivilege.self)
    }

    private static func declareApps(_ table: inout OperationTable) {
        table.add(ListApps.self)
        table.add(CreateApp.self)
        table.add(ReadApp.self)
        table.add(EditApp.self)
        table.add(ArchiveApp.self)
        table.add(RestoreApp.self)
        table.add(ReadAppStatistics.self)
        table.add(DisableApp.self)
        table.add(EnableApp.self)
        table.add(DisableOrganization.self)
        table.add(EnableOrganization.self)
    }

    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ parameters: [PostgresType]) -> Void) {
        AppStatements.prepare(visit)
        DisablingStatements.prepare(visit)
        StatisticsStatements.prepare(visit)
        MatrixStatements.prepare(visit)
        AssignmentStatements.prepare(visit)
        ExplanationStatements.prepare(visit)
    }
}
