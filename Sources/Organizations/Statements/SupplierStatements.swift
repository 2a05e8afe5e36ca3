import Bedrock
import Platform
import Postgres

/// What crosses organizations: the directory, and the buyer's side of trading relations.
enum SupplierStatements {
    static let sellers = Statement<SellerView, ID<Organization>?, Int64>(
        """
        select organization_id, name, business_type, country, currency
        from organizations.sellers($1, $2)
        """
    ) { row throws(RowError) in try SellerView.read(&row) }

    static let retailers = Statement<SellerView, ID<Organization>?, Int64>(
        """
        select organization_id, name, business_type, country, currency
        from organizations.retailers($1, $2)
        """
    ) { row throws(RowError) in try SellerView.read(&row) }

    static let seller = Statement<SellerView, ID<Organization>>(
        """
        select organization_id, name, business_type, country, currency
        from organizations.seller($1)
        """
    ) { row throws(RowError) in try SellerView.read(&row) }

    static let suppliers = Statement<SupplierView, ID<Company>?, Int64>(
        """
        select id, organization_id, seller_name, state, created_at
        from organizations.suppliers($1, $2)
        """
    ) { row throws(RowError) in try SupplierView.read(&row) }

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(sellers.sql, sellers.parameterTypes)
        visit(retailers.sql, retailers.parameterTypes)
        visit(seller.sql, seller.parameterTypes)
        visit(suppliers.sql, suppliers.parameterTypes)
    }
}
