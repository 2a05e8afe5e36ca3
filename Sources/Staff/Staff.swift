public import Platform
package import Postgres

/// Staff: who works for an organization, and what was done in it by whom.
///
/// Owns business units, invitations and transfers of ownership, and is the only way to move a
/// membership: suspended, reinstated, banned for a time, left. A membership is never deleted; who
/// joins again takes it up again. An invitation grants no more than its maker could at the moment
/// it is accepted; an organization has exactly one owner at every instant. The audit reads the
/// organization's ledger with where each event came from.
///
/// Words: member, business unit, invitation, ownership transfer, audit entry.
/// Limits: 1,000 units and 1,000 open invitations; an invitation's secret takes five tries.
public enum Staff {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(ReadMember.self)
        table.add(SuspendMember.self)
        table.add(ReinstateMember.self)
        table.add(BanMember.self)
        table.add(UnbanMember.self)
        table.add(RemoveMember.self)
        table.add(LeaveOrganization.self)
        table.add(PutInUnit.self)
        table.add(ListBusinessUnits.self)
        table.add(CreateBusinessUnit.self)
        table.add(EditBusinessUnit.self)
        table.add(InviteMember.self)
        table.add(ListInvitations.self)
        table.add(ReadInvitation.self)
        table.add(ResendInvitation.self)
        table.add(RevokeInvitation.self)
        table.add(AcceptInvitation.self)
        table.add(OfferOwnership.self)
        table.add(ListOwnershipTransfers.self)
        table.add(AcceptOwnership.self)
        table.add(DeclineOwnership.self)
        table.add(WithdrawOwnership.self)
        table.add(ListAuditEntries.self)
        table.add(ExportAuditEntries.self)
    }

    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ parameters: [PostgresType]) -> Void) {
        MemberStatements.prepare(visit)
        UnitStatements.prepare(visit)
        InvitationStatements.prepare(visit)
        OwnershipStatements.prepare(visit)
        visit(AuditStatements.page.sql, AuditStatements.page.parameterTypes)
    }
}

/// The limits of the context.
enum StaffLimits {
    /// Days that an invitation holds at most, and unless said.
    static let invitationDays = 30
    static let invitationDaysUnlessSaid = 7
    /// Entries that an export reads at once.
    static let exportPage: Int64 = 1_000
    /// How long a page of an export may take.
    static let exportPageTime: Duration = .seconds(30)
}
