import Bedrock
import Platform
import Postgres
import Wire

/// Gives the owner of a document a link to its bytes.
struct LinkDocument: Command {
    static let route = Route.post("/v1/onboardings/{id}/documents/{document_id}/link")
    static let summary = "Get a short-lived link to one's own document."
    static let access = Access.account
    static let makes = false

    let id: ID<Onboarding>
    let document: ID<Document>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        document = fields.path("document_id", "The document's id.")
    }

    func run(
        _ context: Context<AccountHolder>
    ) async throws(Problem) -> Success<DocumentLinkView> {
        var trip = context.trip()
        let found = trip.add(
            DocumentStatements.ownOne, id, context.caller.account, document)
        try await context.read(trip)
        guard found.first != nil else { throw .notFound }
        let link = DocumentLink(
            document: document, caller: context.caller.caller, isReview: false)
        return .answer(context.documents.link(link, at: context.now))
    }
}

/// Gives a reviewer a link to a document's bytes; that it was given stands in the ledger.
struct LinkReviewedDocument: Command {
    static let route = Route.post(
        "/v1/platform/onboardings/{id}/documents/{document_id}/link")
    static let summary = "Get a short-lived link to a document under review."
    static let access = Access.platform(.reviewBusinesses)
    static let makes = false

    let id: ID<Onboarding>
    let document: ID<Document>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        document = fields.path("document_id", "The document's id.")
    }

    func run(
        _ context: Context<PlatformMember>
    ) async throws(Problem) -> Success<DocumentLinkView> {
        try await context.transaction { effect throws(Problem) in
            var looking = Trip()
            let onboardings = looking.add(ReviewStatements.read, id)
            let documents = looking.add(DocumentStatements.review, id)
            try await effect.send(looking)
            guard let onboarding = onboardings.first,
                documents.rows.contains(where: { $0.id == document })
            else { throw Problem.notFound }
            let ledger = onboarding.organization ?? context.caller.organization
            var trip = Trip()
            trip.add(OrganizationStatements.step, ledger)
            context.record(
                "document_link_given", document, of: "document", in: ledger, &trip)
            try await effect.send(trip)
            let link = DocumentLink(
                document: document, caller: context.caller.caller, isReview: true)
            return .answer(context.documents.link(link, at: context.now))
        }
    }
}

/// A link to a document's bytes.
struct DocumentLinkView: Output, Sendable {
    let url: String
    let expiresAt: Instant

    static let example = DocumentLinkView(
        url: "\(DocumentPage.path)?link=AQGV6fJ8", expiresAt: .sample(FieldRule()))

    func write(_ out: inout OutputWriter) {
        out("url", url, "Where the bytes are; from the server's root, unless it knows its address.")
        out("expires_at", expiresAt, "When the link ends; it ends with the session too.")
    }
}
