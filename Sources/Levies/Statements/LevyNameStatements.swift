import Bedrock
import Platform
import Postgres

enum LevyNameStatements {
    static let all = Statement<LevyName, ID<Organization>>(
        """
        select 'tax', tax_class, null::uuid from levies.tax_rates where organization_id = $1
        union
        select 'excise', excise_class, null from levies.excise_rates where organization_id = $1
        union
        select 'container', code, id from levies.deposit_kinds where organization_id = $1
        """
    ) { row in
        let kind: String = try row.read()
        guard let kind = LevyName.Kind(rawValue: kind) else {
            throw RowError.invalid(column: "kind")
        }
        return LevyName(kind: kind, name: try row.read(), container: try row.read())
    }
}
