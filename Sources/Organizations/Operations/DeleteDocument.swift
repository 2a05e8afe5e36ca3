import Bedrock
import Platform
import Postgres
import Storage
import Wire

/// Takes a document back, as long as its requirement is open to its owner.
struct DeleteDocument: Command {
    static let route = Route.delete("/v1/onboardings/{id}/documents/{document_id}")
    static let summary = "Delete a document of an onboarding, until it is submitted."
    static let access = Access.account
    static let problems: [ProblemKind] = [.illegalMove]

    let id: ID<Onboarding>
    let document: ID<Document>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        document = fields.path("document_id", "The document's id.")
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Nothing> {
        let success = try await context.transaction { effect throws(Problem) in
            let onboarding = try await context.lock(id, effect)
            var looking = Trip()
            let found = looking.add(
                DocumentStatements.ownOne, id, context.caller.account, document)
            try await effect.send(looking)
            guard let document = found.first else { throw Problem.notFound }
            let requirement = try await context.lock(document.requirement, of: onboarding, effect)
            try onboarding.checkShowing(requirement)
            var trip = Trip()
            trip.add(DocumentStatements.delete, id, context.caller.account, document.id)
            try context.move(requirement, .detach, of: onboarding, &trip)
            context.record("document_deleted", document, of: onboarding, &trip)
            try await effect.send(trip)
            return Success<Nothing>.nothing
        }
        // The row is gone; bytes that can't be removed now the sweep removes.
        try? await context.documents.objects.remove(
            DocumentView.key(document), context.services)
        return success
    }
}
