import Bedrock
import Platform
import Postgres

enum MatrixStatements {
    static let ownRoles = Statement<RoleView, ID<Organization>, ID<App>>(
        """
        select name, summary, assignable from permissions.roles
        where organization_id = $1 and app_id = $2 order by name
        """
    ) { row throws(RowError) in
        RoleView(
            name: try row.read(), summary: try row.read(), isAssignable: try row.read(),
            isOwn: true)
    }

    static let ownPrivileges = Statement<PrivilegeView, ID<Organization>, ID<App>>(
        """
        select name, summary from permissions.privileges
        where organization_id = $1 and app_id = $2 order by ordinal
        """
    ) { row throws(RowError) in
        PrivilegeView(name: try row.read(), summary: try row.read(), isOwn: true)
    }

    /// The cells of the roles named and of the app's own.
    static let cells = Statement<MergedCell, ID<Organization>, ID<App>, [String]>(
        """
        select role, privilege, active, source from permissions.merged($1, $2, $3 || coalesce((
            select array_agg(r.name) from permissions.roles r
            where r.organization_id = $1 and r.app_id = $2), '{}'))
        """
    ) { row throws(RowError) in
        let role: String = try row.read()
        let privilege: String = try row.read()
        let active: Bool = try row.read()
        guard let source = CellSource(rawValue: try row.read()) else {
            throw .invalid(column: "source")
        }
        return MergedCell(role: role, privilege: privilege, active: active, source: source)
    }

    static let createRole = Statement<
        Void, ID<Organization>, ID<App>, String, String, Instant
    >("select permissions.create_role($1, $2, $3, $4, $5)")

    static let deleteRole = Statement<Void, ID<Organization>, ID<App>, String>(
        "select permissions.delete_role($1, $2, $3)")

    static let createPrivilege = Statement<
        Void, ID<Organization>, ID<App>, String, String, ID<Account>, Instant
    >("select permissions.create_privilege($1, $2, $3, $4, $5, $6)")

    static let deletePrivilege = Statement<Void, ID<Organization>, ID<App>, String>(
        "select permissions.delete_privilege($1, $2, $3)")

    static let switchCell = Statement<
        Void, ID<Organization>, ID<App>, String, String, Bool, ID<Account>, Instant
    >("select permissions.switch_cell($1, $2, $3, $4, $5, $6, $7)")

    static let clearCell = Statement<
        Void, ID<Organization>, ID<App>, String, String, ID<Account>, Instant
    >("select permissions.clear_cell($1, $2, $3, $4, $5, $6)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(ownRoles.sql, ownRoles.parameterTypes)
        visit(ownPrivileges.sql, ownPrivileges.parameterTypes)
        visit(cells.sql, cells.parameterTypes)
        visit(createRole.sql, createRole.parameterTypes)
        visit(deleteRole.sql, deleteRole.parameterTypes)
        visit(createPrivilege.sql, createPrivilege.parameterTypes)
        visit(deletePrivilege.sql, deletePrivilege.parameterTypes)
        visit(switchCell.sql, switchCell.parameterTypes)
        visit(clearCell.sql, clearCell.parameterTypes)
    }
}
