import Bedrock
import Platform
import Postgres

enum OnboardingStatements {
    static let insert = Statement<Void, ID<Onboarding>, ID<Account>, String, String, Instant>(
        """
        insert into organizations.onboardings
            (id, account_id, business_type, onboards, state, created_at, updated_at)
        values ($1, $2, $3, $4, 'started', $5, $5)
        """)

    static let read = Statement<OnboardingView, ID<Onboarding>, ID<Account>>(
        """
        select id, account_id, business_type, state, details, documents, organization_id, reason,
            created_at, updated_at, submitted_at, version, onboards, reopened
        from organizations.onboardings where id = $1 and account_id = $2
        """
    ) { row throws(RowError) in try OnboardingView(&row) }

    static let lock = Statement<OnboardingView, ID<Onboarding>, ID<Account>>(
        """
        select id, account_id, business_type, state, details, documents, organization_id, reason,
            created_at, updated_at, submitted_at, version, onboards, reopened
        from organizations.onboardings where id = $1 and account_id = $2 for update
        """
    ) { row throws(RowError) in try OnboardingView(&row) }

    static let page = Statement<OnboardingView, ID<Account>, ID<Onboarding>?, Int64>(
        """
        select id, account_id, business_type, state, details, documents, organization_id, reason,
            created_at, updated_at, submitted_at, version, onboards, reopened
        from organizations.onboardings where account_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """
    ) { row throws(RowError) in try OnboardingView(&row) }

    /// Everything that a move of its owner's can change.
    static let update = Statement<
        Void, ID<Onboarding>, ID<Account>, String, JSONText?, JSONText?, Instant, Instant?,
        [String]
    >(
        """
        update organizations.onboardings
        set state = $3, details = $4, documents = $5, updated_at = $6, submitted_at = $7,
            reopened = $8, version = version + 1
        where id = $1 and account_id = $2
        """)

    static let setUp = Statement<
        Void, ID<Onboarding>, ID<Account>, ID<Organization>, ID<Warehouse>, ID<Channel>,
        ID<ProductType>, ID<Category>, ID<App>, String, String, String, String, String, String,
        String, String, String, String, String, Instant
    >(
        """
        select organizations.set_up($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
            $15, $16, $17, $18, $19, $20)
        """)

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(insert.sql, insert.parameterTypes)
        visit(read.sql, read.parameterTypes)
        visit(lock.sql, lock.parameterTypes)
        visit(page.sql, page.parameterTypes)
        visit(update.sql, update.parameterTypes)
        visit(setUp.sql, setUp.parameterTypes)
    }
}
