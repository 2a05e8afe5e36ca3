import Bedrock
import Platform
import Postgres

enum AuditStatements {
    /// Newest first. Ids are made of their events' instants, so a span of time is one of ids too.
    static let page = Statement<
        AuditEntry, ID<Organization>, ID<Event>?, ID<Account>?, ID<Account>?, String?, UUIDBytes?,
        String?, String?, Instant?, Instant?, ID<Event>?, Int64, ID<ApiKey>?
    >(
        """
        select id, at, type, aggregatetype, aggregateid, account_id, acting_account_id,
            api_key_id, app_id, session_id, address, request_id, payload
        from platform.events
        where organization_id = $1 and id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
            and ($3::uuid is null or account_id = $3)
            and ($4::uuid is null or acting_account_id = $4)
            and ($5::text is null or type = $5)
            and ($6::uuid is null or aggregateid = $6)
            and ($7::text is null or request_id = $7)
            and ($8::text is null or address = $8)
            and ($9::timestamptz is null or at >= $9)
            and ($10::timestamptz is null or at < $10)
            and id >= coalesce($11, '00000000-0000-0000-0000-000000000000')
            and ($13::uuid is null or api_key_id = $13)
        order by organization_id desc, id desc limit $12
        """
    ) { row throws(RowError) in try AuditEntry.read(&row) }
}
