import Bedrock
import Platform
import Postgres

enum UnitStatements {
    static let page = Statement<BusinessUnitView, ID<Organization>, ID<BusinessUnit>?, Int64>(
        """
        select id, name, channel_id, warehouse_id, created_at, version from staff.units
        where organization_id = $1 and ($2::uuid is null or id > $2) order by id limit $3
        """
    ) { row throws(RowError) in try BusinessUnitView.read(&row) }

    static let unit = Statement<BusinessUnitView, ID<Organization>, ID<BusinessUnit>>(
        """
        select id, name, channel_id, warehouse_id, created_at, version from staff.units
        where organization_id = $1 and id = $2
        """
    ) { row throws(RowError) in try BusinessUnitView.read(&row) }

    static let create = Statement<
        Void, ID<Organization>, ID<BusinessUnit>, String, ID<Channel>?, ID<Warehouse>?, Instant
    >("select staff.create_unit($1, $2, $3, $4, $5, $6)")

    static let change = Statement<
        Void, ID<Organization>, ID<BusinessUnit>, String, ID<Channel>?, ID<Warehouse>?, Int32
    >("select staff.change_unit($1, $2, $3, $4, $5, $6)")

    static let put = Statement<Void, ID<Organization>, ID<Account>, ID<BusinessUnit>?>(
        "select staff.put_in_unit($1, $2, $3)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(page.sql, page.parameterTypes)
        visit(unit.sql, unit.parameterTypes)
        visit(create.sql, create.parameterTypes)
        visit(change.sql, change.parameterTypes)
        visit(put.sql, put.parameterTypes)
    }
}
