import Bedrock
import Platform
import Postgres
import Wire

/// One thing that an onboarding has to show, with the documents that show it.
struct RequirementView: Output, Sendable {
    let id: ID<Requirement>
    let kind: RequirementKind
    let needed: Bool
    let expires: Bool
    let mediaTypes: [String]
    var state: RequirementState
    var reopened: Bool
    var decidedBy: ID<Account>?
    var decidedAt: Instant?
    var reason: String?
    var expiresOn: String?
    var version: Int32
    var documents: [DocumentView] = []

    init(_ row: inout RowReader) throws(RowError) {
        id = try row.read()
        kind = try row.readWord("kind")
        needed = try row.read()
        expires = try row.read()
        mediaTypes = try row.read()
        state = try row.readWord("state")
        reopened = try row.read()
        decidedBy = try row.read()
        decidedAt = try row.read()
        reason = try row.read()
        expiresOn = try row.read()
        version = try row.read()
    }

    private init(example: ()) {
        id = .sample(FieldRule())
        kind = .license
        needed = true
        expires = true
        mediaTypes = ["application/pdf", "image/png"]
        state = .accepted
        reopened = false
        decidedBy = .sample(FieldRule())
        decidedAt = .sample(FieldRule())
        expiresOn = "2027-06-30"
        version = 3
        documents = [.example]
    }

    static let example = RequirementView(example: ())

    /// Whether approval need not wait for it, on that day.
    func isSettled(on day: String) -> Bool {
        guard needed else { return true }
        let holds = expiresOn.map { $0 >= day } ?? true
        return (state == .accepted || state == .waived) && holds
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The requirement's id.")
        out("kind", kind, "What has to be shown.")
        out("needed", needed, "Whether approval waits for it.")
        out("expires", expires, "Whether it is accepted with its last day only.")
        out("media_types", mediaTypes, "What its documents may be.")
        out("state", state, "Where it stands.")
        out("allowed", state.allowed, "The moves this state allows.")
        out("reopened", reopened, "Whether the platform asked for it again.")
        out("decided_by", decidedBy, "Who decided on it.")
        out("decided_at", decidedAt, "When.")
        out("reason", reason, "Why it was rejected or waived.")
        out("expires_on", expiresOn, "The last day that what was shown holds.")
        out("version", version, "Grows with every change.")
        out("documents", documents, "What was uploaded to show it, oldest first.")
    }
}

/// All that an onboarding has to show.
struct RequirementList: Output, Sendable {
    let requirements: [RequirementView]

    /// Puts each document with its requirement.
    init(_ requirements: [RequirementView], _ documents: [DocumentView]) {
        self.requirements = requirements.map { requirement in
            var filled = requirement
            filled.documents = documents.filter { $0.requirement == requirement.id }
            return filled
        }
    }

    static let example = RequirementList([.example], [.example])

    func write(_ out: inout OutputWriter) {
        out("requirements", requirements, "Each of them, by kind.")
    }
}
