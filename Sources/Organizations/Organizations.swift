public import Platform
package import Postgres

/// Organizations: the tenants, how a business becomes one, and who trades with whom.
///
/// Owns onboardings, organizations, memberships, warehouses, channels and companies. An onboarding
/// is one state machine that can be resumed anywhere; setting up makes the organization with all
/// that it needs to prepare in one transaction; only an approved one trades. A company is the
/// seller's row of a trading relation; the buyer named on it sees it. One that no organization is
/// linked to is its seller's alone.
///
/// An onboarding shows what `Policies/` declares for its type: each requirement is pending,
/// accepted, rejected or waived, with the documents that show it in a storage of their own.
///
/// Words: onboarding, move, requirement, document, organization, warehouse, channel, seller,
/// supplier, company, group. Limits: twenty papers an onboarding, ten documents a requirement.
public enum Organizations {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        declareOnboarding(&table)
        table.add(ReadOrganization.self)
        table.add(ListWarehouses.self)
        table.add(CreateWarehouse.self)
        table.add(ListChannels.self)
        table.add(CreateChannel.self)
        table.add(ReadChannel.self)
        table.add(EditChannel.self)
        table.add(ListSellers.self)
        table.add(ListRetailers.self)
        table.add(RequestSupplier.self)
        table.add(ListSuppliers.self)
        table.add(ListCompanies.self)
        table.add(CreateCompany.self)
        table.add(ReadCompany.self)
        table.add(LinkCompany.self)
        table.add(ApproveCompany.self)
        table.add(SuspendCompany.self)
        table.add(EditCompany.self)
        table.add(ImportCompanies.self)
        table.add(ExportCompanies.self)
        table.add(BringCompanies.self)
        table.add(CreateCompanyGroup.self)
        table.add(ListCompanyGroups.self)
    }

    private static func declareOnboarding(_ table: inout OperationTable) {
        table.add(StartOnboarding.self)
        table.add(ListOnboardings.self)
        table.add(ReadOnboarding.self)
        table.add(GiveDetails.self)
        table.add(SetUpOrganization.self)
        table.add(GiveDocuments.self)
        table.add(ReadRequirements.self)
        table.add(UploadDocument.self)
        table.add(DeleteDocument.self)
        table.add(LinkDocument.self)
        table.add(SubmitOnboarding.self)
        table.add(ListReviews.self)
        table.add(ReadReview.self)
        table.add(ReviewRequirements.self)
        table.add(AcceptRequirement.self)
        table.add(RejectRequirement.self)
        table.add(WaiveRequirement.self)
        table.add(LinkReviewedDocument.self)
        table.add(ApproveOnboarding.self)
        table.add(RejectOnboarding.self)
        table.add(RequestChanges.self)
        table.add(SetPersonalRole.self)
        table.add(RevokePersonalRole.self)
    }

    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ parameters: [PostgresType]) -> Void) {
        OnboardingStatements.prepare(visit)
        ReviewStatements.prepare(visit)
        RequirementStatements.prepare(visit)
        DocumentStatements.prepare(visit)
        OrganizationStatements.prepare(visit)
        CompanyStatements.prepare(visit)
        CompanyFileStatements.prepare(visit)
        SupplierStatements.prepare(visit)
    }
}
