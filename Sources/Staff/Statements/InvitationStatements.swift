import Bedrock
import Platform
import Postgres

/// To whom an invitation's next letter goes, and from which organization.
struct InvitationLetter: Sendable {
    let email: String
    let organization: String
}

enum InvitationStatements {
    static let invite = Statement<
        String?, ID<Organization>, ID<Invitation>, String, [String], ID<App>?, Instant?,
        ID<BusinessUnit>?, [UInt8], Instant, ID<Account>, ID<App>?, Instant
    >("select staff.invite($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")

    static let page = Statement<
        InvitationView, ID<Organization>, String?, Instant, ID<Invitation>?, Int64
    >(
        """
        select id, email, roles, app_id, roles_end_at, unit_id,
            case when state = 'open' and expires_at <= $3 then 'expired' else state end,
            letter_at, expires_at, invited_by, accepted_by, accepted_at, created_at
        from staff.invitations
        where organization_id = $1 and ($4::uuid is null or id < $4)
            and ($2::text is null or $2
                = case when state = 'open' and expires_at <= $3 then 'expired' else state end)
        order by id desc limit $5
        """
    ) { row throws(RowError) in try InvitationView.read(&row) }

    static let invitation = Statement<
        InvitationView, ID<Organization>, ID<Invitation>, Instant
    >(
        """
        select id, email, roles, app_id, roles_end_at, unit_id,
            case when state = 'open' and expires_at <= $3 then 'expired' else state end,
            letter_at, expires_at, invited_by, accepted_by, accepted_at, created_at
        from staff.invitations where organization_id = $1 and id = $2
        """
    ) { row throws(RowError) in try InvitationView.read(&row) }

    static let renew = Statement<
        InvitationLetter, ID<Organization>, ID<Invitation>, [UInt8], Instant
    >("select email, organization from staff.renew_invitation($1, $2, $3, $4)") { row in
        InvitationLetter(email: try row.read(), organization: try row.read())
    }

    static let revoke = Statement<Void, ID<Organization>, ID<Invitation>, Instant>(
        "select staff.revoke_invitation($1, $2, $3)")

    static let accept = Statement<
        String, ID<Organization>, ID<Invitation>, ID<Account>, [UInt8], ID<Event>, String, Instant
    >("select staff.accept_invitation($1, $2, $3, $4, $5, $6, $7)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(invite.sql, invite.parameterTypes)
        visit(page.sql, page.parameterTypes)
        visit(invitation.sql, invitation.parameterTypes)
        visit(renew.sql, renew.parameterTypes)
        visit(revoke.sql, revoke.parameterTypes)
        visit(accept.sql, accept.parameterTypes)
    }
}
