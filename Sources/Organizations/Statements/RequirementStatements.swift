import Bedrock
import Platform
import Postgres

/// What onboardings have to show. Their owner's statements name the account too.
enum RequirementStatements {
    /// Empty for a type that isn't declared.
    static let onboards = Statement<String, String>(
        "select coalesce(organizations.onboards($1), '')")

    static let open = Statement<Void, ID<Onboarding>, ID<Account>>(
        "select organizations.open_requirements($1, $2)")

    static let own = Statement<RequirementView, ID<Onboarding>, ID<Account>>(
        """
        select id, kind, needed, expires, media_types, state, reopened, decided_by, decided_at,
            reason, expires_on::text, version
        from organizations.requirements where onboarding_id = $1 and account_id = $2 order by kind
        """
    ) { row throws(RowError) in try RequirementView(&row) }

    static let lockOwn = Statement<
        RequirementView, ID<Onboarding>, ID<Account>, ID<Requirement>
    >(
        """
        select id, kind, needed, expires, media_types, state, reopened, decided_by, decided_at,
            reason, expires_on::text, version
        from organizations.requirements
        where onboarding_id = $1 and account_id = $2 and id = $3 for update
        """
    ) { row throws(RowError) in try RequirementView(&row) }

    /// Those of an onboarding that the platform reviews.
    static let reviewed = Statement<RequirementView, ID<Onboarding>>(
        """
        select id, kind, needed, expires, media_types, state, reopened, decided_by, decided_at,
            reason, expires_on::text, version
        from organizations.requirements where onboarding_id = $1 order by kind for update
        """
    ) { row throws(RowError) in try RequirementView(&row) }

    /// The same, to look at.
    static let review = Statement<RequirementView, ID<Onboarding>>(
        """
        select r.id, r.kind, r.needed, r.expires, r.media_types, r.state, r.reopened, r.decided_by,
            r.decided_at, r.reason, r.expires_on::text, r.version
        from organizations.requirements r
        join organizations.onboardings o on o.id = r.onboarding_id and o.submitted_at is not null
        where r.onboarding_id = $1 order by r.kind
        """
    ) { row throws(RowError) in try RequirementView(&row) }

    /// All of a decision; nulls where it is pending again.
    static let update = Statement<
        Void, ID<Onboarding>, ID<Requirement>, String, Bool, ID<Account>?, Instant?, String?,
        String?
    >(
        """
        update organizations.requirements
        set state = $3, reopened = $4, decided_by = $5, decided_at = $6, reason = $7,
            expires_on = $8::text::date, version = version + 1
        where onboarding_id = $1 and id = $2
        """)

    /// What was reopened is closed by submitting again.
    static let close = Statement<Void, ID<Onboarding>, ID<Account>>(
        """
        update organizations.requirements set reopened = false, version = version + 1
        where onboarding_id = $1 and account_id = $2 and reopened
        """)

    /// Something was uploaded for it, which a reviewer has yet to see.
    static let show = Statement<Void, ID<Onboarding>, ID<Account>, ID<Requirement>>(
        """
        update organizations.requirements set shown_again = true
        where onboarding_id = $1 and account_id = $2 and id = $3
        """)

    static let grantRole = Statement<Void, ID<Onboarding>, ID<Account>, String, Instant>(
        "select organizations.grant_personal_role($1, $2, $3, $4)")

    static let setRole = Statement<Bool, ID<Account>, String, Instant?, Instant>(
        "select organizations.set_personal_role($1, $2, $3, $4)")

    static let revokeRole = Statement<Bool, ID<Account>, String>(
        "select organizations.revoke_personal_role($1, $2)")

    static let expire = Statement<Int64, Instant, Int32, String, String>(
        "select organizations.expire_requirements($1, $2, $3, $4)")

    static let announce = Statement<Int64, Instant, Int32, String, String>(
        "select organizations.announce_ends($1, $2, $3, $4)")

    /// What was opened after an approval is no longer asked for once nothing of it is open.
    static let settle = Statement<Void, ID<Onboarding>>(
        """
        update organizations.onboardings o set reopened = '{}', version = o.version + 1
        where o.id = $1 and o.state = 'approved' and not exists (
            select 1 from organizations.requirements r where r.onboarding_id = $1 and r.reopened)
        """)

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(onboards.sql, onboards.parameterTypes)
        visit(open.sql, open.parameterTypes)
        visit(own.sql, own.parameterTypes)
        visit(lockOwn.sql, lockOwn.parameterTypes)
        visit(reviewed.sql, reviewed.parameterTypes)
        visit(review.sql, review.parameterTypes)
        visit(update.sql, update.parameterTypes)
        visit(close.sql, close.parameterTypes)
        visit(show.sql, show.parameterTypes)
        visit(grantRole.sql, grantRole.parameterTypes)
        visit(setRole.sql, setRole.parameterTypes)
        visit(revokeRole.sql, revokeRole.parameterTypes)
        visit(expire.sql, expire.parameterTypes)
        visit(announce.sql, announce.parameterTypes)
        visit(settle.sql, settle.parameterTypes)
    }
}
