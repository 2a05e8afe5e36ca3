import Bedrock
import Postgres

/// A key as the database knows it, with where its maker stands.
struct ApiKeyRecord {
    let id: ID<ApiKey>
    let organization: ID<Organization>
    let account: ID<Account>
    let secretHash: [UInt8]
    let privileges: [String]
    let requestsPerMinute: Int32?
    let expiresAt: Instant?
    let epoch: Int64
    let isBanned: Bool
    let state: String
    let membership: String
    let channel: ID<Channel>?
    let warehouse: ID<Warehouse>?

    static func read(_ row: inout RowReader) throws(RowError) -> ApiKeyRecord {
        ApiKeyRecord(
            id: try row.read(), organization: try row.read(), account: try row.read(),
            secretHash: try row.read(), privileges: try row.read(),
            requestsPerMinute: try row.read(), expiresAt: try row.read(), epoch: try row.read(),
            isBanned: try row.read(), state: try row.read(), membership: try row.read(),
            channel: try row.read(), warehouse: try row.read())
    }

    /// The caller it makes: what its maker holds now, no more than the key was made for.
    func caller(_ holding: Holding, _ catalog: PrivilegeCatalog) -> Caller {
        var caller = Caller()
        caller.account = account
        caller.organization = organization
        caller.key = MachineKey(id: id, requestsPerMinute: requestsPerMinute.map { Int($0) })
        caller.epoch = epoch
        caller.channel = channel
        caller.warehouse = warehouse
        if state != "approved" { caller.denies.insert(.awaitingApproval) }
        if state == "disabled" { caller.denies.insert(.disabledOrganization) }
        if membership != "active" { caller.denies.insert(.suspended) }
        if isBanned { caller.denies.insert(.banned) }
        holding.apply(to: &caller, catalog)
        var allowed = PrivilegeSet()
        for name in privileges {
            if let ordinal = catalog.ordinal(Privilege(name)) { allowed.insert(ordinal) }
        }
        caller.privileges.formIntersection(allowed)
        let own = Set(privileges.compactMap { holding.own[$0] })
        caller.ownPrivileges.removeAll { !own.contains($0) }
        return caller
    }
}

enum ApiKeyStatements {
    static let find = Statement<ApiKeyRecord, String, Instant>(
        """
        select id, organization_id, account_id, secret_hash, privileges, requests_per_minute,
            expires_at, epoch, banned, state, membership, channel_id, warehouse_id
        from identity.find_api_key($1, $2)
        """
    ) { row throws(RowError) in try ApiKeyRecord.read(&row) }

    static let holding = Statement<Holding, String, Instant>(
        """
        select app_id, kind, name, archived, disabled, roles, cell_roles, cell_privileges,
            cell_states, own_names, own_ordinals, until
        from identity.api_key_holding($1, $2)
        """
    ) { row throws(RowError) in try Holding(&row) }

    static let countUses = Statement<Void, [ID<ApiKey>], [Int64], [Instant], [String]>(
        "select identity.count_api_key_uses($1, $2, $3, $4)")
}
