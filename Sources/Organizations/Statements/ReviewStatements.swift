import Bedrock
import Platform
import Postgres

/// What the platform's people see: onboardings that were submitted at least once.
enum ReviewStatements {
    static let read = Statement<OnboardingView, ID<Onboarding>>(
        """
        select id, account_id, business_type, state, details, documents, organization_id, reason,
            created_at, updated_at, submitted_at, version, onboards, reopened
        from organizations.onboardings where id = $1 and submitted_at is not null
        """
    ) { row throws(RowError) in try OnboardingView(&row) }

    static let lock = Statement<OnboardingView, ID<Onboarding>>(
        """
        select id, account_id, business_type, state, details, documents, organization_id, reason,
            created_at, updated_at, submitted_at, version, onboards, reopened
        from organizations.onboardings where id = $1 and submitted_at is not null for update
        """
    ) { row throws(RowError) in try OnboardingView(&row) }

    static let queue = Statement<OnboardingView, String, Instant?, ID<Onboarding>?, Int64>(
        """
        select id, account_id, business_type, state, details, documents, organization_id, reason,
            created_at, updated_at, submitted_at, version, onboards, reopened
        from organizations.onboardings
        where state = $1 and submitted_at is not null
            and ($2::timestamptz is null or (submitted_at, id) > ($2, $3))
        order by submitted_at, id limit $4
        """
    ) { row throws(RowError) in try OnboardingView(&row) }

    /// Approved ones that uploaded something since a requirement of theirs expired.
    static let shownAgain = Statement<OnboardingView, Instant?, ID<Onboarding>?, Int64>(
        """
        select o.id, o.account_id, o.business_type, o.state, o.details, o.documents,
            o.organization_id, o.reason, o.created_at, o.updated_at, o.submitted_at, o.version,
            o.onboards, o.reopened
        from organizations.onboardings o
        where o.state = 'approved' and o.reopened <> '{}'
            and ($1::timestamptz is null or (o.submitted_at, o.id) > ($1, $2))
            and exists (
                select 1 from organizations.requirements r
                where r.onboarding_id = o.id and r.reopened and r.state = 'pending'
                    and r.shown_again)
        order by o.submitted_at, o.id limit $3
        """
    ) { row throws(RowError) in try OnboardingView(&row) }

    static let decide = Statement<
        Void, ID<Onboarding>, String, String?, ID<Account>, Instant, [String]
    >(
        """
        update organizations.onboardings
        set state = $2, reason = $3, decided_by = $4, updated_at = $5, reopened = $6,
            version = version + 1
        where id = $1
        """)

    static let approveOrganization = Statement<Void, ID<Organization>, Instant>(
        """
        update organizations.organizations
        set state = 'approved', approved_at = $2, epoch = epoch + 1
        where organization_id = $1
        """)

    /// Whoever prepared the organization holds its business type's role from now on.
    static let promoteApplicants = Statement<Void, ID<Organization>, String, Instant>(
        "select permissions.promote_applicants($1, $2, $3)")

    static let rejectOrganization = Statement<Void, ID<Organization>>(
        """
        update organizations.organizations set state = 'rejected', epoch = epoch + 1
        where organization_id = $1
        """)

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(read.sql, read.parameterTypes)
        visit(lock.sql, lock.parameterTypes)
        visit(queue.sql, queue.parameterTypes)
        visit(shownAgain.sql, shownAgain.parameterTypes)
        visit(decide.sql, decide.parameterTypes)
        visit(approveOrganization.sql, approveOrganization.parameterTypes)
        visit(promoteApplicants.sql, promoteApplicants.parameterTypes)
        visit(rejectOrganization.sql, rejectOrganization.parameterTypes)
    }
}
