import Bedrock
import Platform
import Postgres

enum DocumentStatements {
    static let own = Statement<DocumentView, ID<Onboarding>, ID<Account>>(
        """
        select id, requirement_id, name, media_type, size, sha256, created_at
        from organizations.documents where onboarding_id = $1 and account_id = $2 order by id
        """
    ) { row throws(RowError) in try DocumentView.read(&row) }

    static let ownOne = Statement<
        DocumentView, ID<Onboarding>, ID<Account>, ID<Document>
    >(
        """
        select id, requirement_id, name, media_type, size, sha256, created_at
        from organizations.documents where onboarding_id = $1 and account_id = $2 and id = $3
        """
    ) { row throws(RowError) in try DocumentView.read(&row) }

    static let review = Statement<DocumentView, ID<Onboarding>>(
        """
        select d.id, d.requirement_id, d.name, d.media_type, d.size, d.sha256, d.created_at
        from organizations.documents d
        join organizations.onboardings o on o.id = d.onboarding_id and o.submitted_at is not null
        where d.onboarding_id = $1 order by d.id
        """
    ) { row throws(RowError) in try DocumentView.read(&row) }

    /// What a link leads to: its owner's, or anybody's for who reviews.
    static let linked = Statement<DocumentView, ID<Document>, ID<Account>, Bool>(
        """
        select id, requirement_id, name, media_type, size, sha256, created_at
        from organizations.documents where id = $1 and ($3 or account_id = $2)
        """
    ) { row throws(RowError) in try DocumentView.read(&row) }

    static let insert = Statement<
        Void, ID<Document>, ID<Requirement>, ID<Onboarding>, ID<Account>, String, String, Int64,
        [UInt8], Instant
    >(
        """
        insert into organizations.documents (id, requirement_id, onboarding_id, account_id, name,
            media_type, size, sha256, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """)

    /// Its bytes are condemned with the row.
    static let delete = Statement<Void, ID<Onboarding>, ID<Account>, ID<Document>>(
        """
        delete from organizations.documents
        where onboarding_id = $1 and account_id = $2 and id = $3
        """)

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(own.sql, own.parameterTypes)
        visit(ownOne.sql, ownOne.parameterTypes)
        visit(review.sql, review.parameterTypes)
        visit(linked.sql, linked.parameterTypes)
        visit(insert.sql, insert.parameterTypes)
        visit(delete.sql, delete.parameterTypes)
    }
}
