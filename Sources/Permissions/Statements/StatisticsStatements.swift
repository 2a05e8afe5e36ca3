import Bedrock
import Platform
import Postgres

enum StatisticsStatements {
    static let people = Statement<AppPeople, ID<Organization>, ID<App>, Instant>(
        """
        select count(*), count(*) filter (where last_on = ($3 at time zone 'UTC')::date),
            count(*) filter (
                where last_on >= date_trunc('month', $3 at time zone 'UTC')::date)
        from permissions.app_accounts where organization_id = $1 and app_id = $2
        """
    ) { row throws(RowError) in
        AppPeople(
            ever: try row.read(), today: try row.read(), thisMonth: try row.read())
    }

    static let days = Statement<AppDay, ID<Organization>, ID<App>>(
        """
        select day::text, requests, errors from permissions.app_days
        where organization_id = $1 and app_id = $2 order by organization_id, app_id, day desc
        limit 30
        """
    ) { row throws(RowError) in
        AppDay(day: try row.read(), requests: try row.read(), errors: try row.read())
    }

    /// Adds what a server counted since it last did.
    static let count = Statement<Void, JSONText>("select permissions.count_use($1)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(people.sql, people.parameterTypes)
        visit(days.sql, days.parameterTypes)
        visit(count.sql, count.parameterTypes)
    }
}
