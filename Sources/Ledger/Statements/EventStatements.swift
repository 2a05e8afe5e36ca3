import Bedrock
import Platform
import Postgres
import Wire

enum EventStatements {
    /// Gives what was committed since its positions; answers the last one.
    static let number = Statement<Int64>("select ledger.number_events()") { row in
        try row.read()
    }

    static let differences = Statement<ProjectionDifference, ID<Organization>, Int64>(
        """
        select projection, subject_id::text, member, told, kept
        from ledger.differences($1) limit $2
        """
    ) { row in
        ProjectionDifference(
            projection: try row.read(), subject: try row.read(), member: try row.read(),
            told: try row.read(), kept: try row.read())
    }

    static let page = Statement<
        EventView, ID<Organization>, Int64, String?, String?, UUIDBytes?, ID<Account>?, Instant?,
        Instant?, Int64
    >(
        """
        select n.position, e.id, e.type, e.aggregatetype, e.aggregateid, e.account_id,
            e.acting_account_id, e.request_id, e.at, e.payload
        from ledger.entries n
        join platform.events e on e.organization_id = n.organization_id and e.id = n.event_id
        where n.organization_id = $1 and e.organization_id = $1 and n.position > $2
            and ($3::text is null or n.type = $3)
            and ($4::text is null or n.subject_kind = $4)
            and ($5::uuid is null or n.subject_id = $5)
            and ($6::uuid is null or n.account_id = $6)
            and ($7::timestamptz is null or n.at >= $7)
            and ($8::timestamptz is null or n.at < $8)
        order by n.organization_id, n.position limit $9
        """
    ) { row in
        EventView(
            position: try row.read(), id: try row.read(), type: try row.read(),
            subjectKind: try row.read(), subject: try row.read(), account: try row.read(),
            actor: try row.read(), requestID: try row.read(), at: try row.read(),
            payload: FreeForm(trusted: try row.read(JSONText.self).bytes))
    }

    /// Adds the question for a page to a trip.
    static func add(
        of organization: ID<Organization>, _ filter: EventFilter, after position: Int64,
        _ limit: Int64, _ trip: inout Trip
    ) -> Reply<EventView> {
        trip.add(
            page, organization, position, filter.type, filter.subjectKind, filter.subject,
            filter.account, filter.from, filter.until, limit)
    }

    /// A day is one of the organization's own time zone. What is no whole number adds nothing.
    static let summary = Statement<
        EventGroup, ID<Organization>, String?, String?, UUIDBytes?, ID<Account>?, Instant?,
        Instant?, String, String?, Int64
    >(
        """
        select case $8 when 'type' then n.type when 'subject_kind' then n.subject_kind
                when 'subject' then n.subject_id::text when 'account' then n.account_id::text
                else to_char(n.at at time zone o.time_zone, 'YYYY-MM-DD') end as key,
            count(*), coalesce(sum(case when e.payload->>$9 ~ '^-?[0-9]{1,18}$'
                then (e.payload->>$9)::bigint end), 0)::bigint,
            min(n.position), max(n.position), min(n.at), max(n.at)
        from ledger.entries n
        join organizations.organizations o on o.organization_id = n.organization_id
        left join platform.events e on $9::text is not null
            and e.organization_id = n.organization_id and e.id = n.event_id
        where n.organization_id = $1
            and ($2::text is null or n.type = $2)
            and ($3::text is null or n.subject_kind = $3)
            and ($4::uuid is null or n.subject_id = $4)
            and ($5::uuid is null or n.account_id = $5)
            and ($6::timestamptz is null or n.at >= $6)
            and ($7::timestamptz is null or n.at < $7)
        group by key order by 2 desc, key limit $10
        """
    ) { row in
        EventGroup(
            key: try row.read(), events: try row.read(), sum: try row.read(),
            firstPosition: try row.read(), lastPosition: try row.read(),
            firstAt: try row.read(), lastAt: try row.read())
    }
}
