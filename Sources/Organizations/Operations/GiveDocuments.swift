import Bedrock
import Platform
import Postgres
import Wire

/// Shows the papers of a business; may be done again until it is submitted.
struct GiveDocuments: Command {
    static let route = Route.put("/v1/onboardings/{id}/documents")
    static let summary = "Give or replace the documents of an onboarding."
    static let access = Access.account
    static let problems: [ProblemKind] = [.illegalMove]
    static let edits = true

    let id: ID<Onboarding>
    let documents: BusinessDocuments

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        documents = BusinessDocuments(&fields)
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<OnboardingView> {
        try await context.transaction { effect throws(Problem) in
            let onboarding = try await context.lock(id, effect)
            try context.checkVersion(onboarding.version)
            var moved = try onboarding.after(.giveDocuments, at: context.now)
            moved.documents = documents
            return try await context.keep(moved, "business_documents_given", effect)
        }
    }
}
