import Bedrock
import Platform
import Postgres
import Wire

/// An onboarding, as its owner and the platform see it.
struct OnboardingView: Output, Sendable {
    let id: ID<Onboarding>
    let account: ID<Account>
    let businessType: BusinessType
    let onboards: Onboards
    var state: OnboardingState
    var details: BusinessDetails?
    var documents: BusinessDocuments?
    var organization: ID<Organization>?
    var reason: String?
    var reopened: [String] = []
    let createdAt: Instant
    var updatedAt: Instant
    var submittedAt: Instant?
    var version: Int32

    init(
        start id: ID<Onboarding>, by account: ID<Account>, _ type: BusinessType,
        _ onboards: Onboards, at now: Instant
    ) {
        self.id = id
        self.account = account
        businessType = type
        self.onboards = onboards
        state = .started
        createdAt = now
        updatedAt = now
        version = 1
    }

    init(_ row: inout RowReader) throws(RowError) {
        id = try row.read()
        account = try row.read()
        businessType = try row.readWord("business_type")
        state = try row.readWord("state")
        details = try row.readGroup("details")
        documents = try row.readGroup("documents")
        organization = try row.read()
        reason = try row.read()
        createdAt = try row.read()
        updatedAt = try row.read()
        submittedAt = try row.read()
        version = try row.read()
        onboards = try row.readWord("onboards")
        reopened = try row.read()
    }

    /// The moves that its state allows.
    var allowed: [String] {
        state.legal(for: onboards, reopened: reopened).map(\.move.rawValue)
    }

    /// The state after a move; an illegal one is a problem that names what is legal.
    func state(after move: OnboardingState.Move) throws(Problem) -> OnboardingState {
        let legal = state.legal(for: onboards, reopened: reopened).first { $0.move == move }
        guard let legal else { throw .illegalMove(from: state.rawValue, allowed: allowed) }
        return legal.to
    }

    /// The same after a move at that time.
    func after(
        _ move: OnboardingState.Move, at now: Instant
    ) throws(Problem) -> OnboardingView {
        var moved = self
        moved.state = try state(after: move)
        moved.updatedAt = now
        moved.version += 1
        return moved
    }

    static let example: OnboardingView = {
        var view = OnboardingView(
            start: .sample(FieldRule()), by: .sample(FieldRule()), .wholesaler, .organization,
            at: .sample(FieldRule()))
        view.state = .changesRequested
        view.details = .example
        view.documents = .example
        view.organization = .sample(FieldRule())
        view.reason = "The licence has expired."
        view.reopened = [OnboardingState.Move.giveDocuments.rawValue]
        view.submittedAt = .sample(FieldRule())
        view.version = 6
        return view
    }()

    func write(_ out: inout OutputWriter) {
        out("id", id, "The onboarding's id.")
        out("account_id", account, "Who began it.")
        out("business_type", businessType, "What kind of business it is.")
        out("onboards", onboards, "Whether it makes an organization or a person's standing.")
        out("state", state, "Where it stands.")
        out("allowed", allowed, "The moves this state allows.")
        out("details", details, "What the business says of itself.")
        out("documents", documents?.documents, "The papers it shows.")
        out("organization_id", organization, "The organization, once it is set up.")
        out("reason", reason, "Why it was rejected or sent back.")
        out("reopened", reopened, "The moves asked for: when it was sent back, or by what expired.")
        out("created_at", createdAt, "When it was begun.")
        out("updated_at", updatedAt, "When it last changed.")
        out("submitted_at", submittedAt, "When it was last submitted.")
        out("version", version, "Grows with every change; the ETag.")
    }
}

extension RowReader {
    /// A column that holds one of an enumeration's words.
    mutating func readWord<Word: RawRepresentable<String>>(
        _ column: String
    ) throws(RowError) -> Word {
        guard let word = Word(rawValue: try read()) else { throw .invalid(column: column) }
        return word
    }

    /// A JSON column that holds a group of fields, or NULL.
    mutating func readGroup<Group: FieldGroup>(_ column: String) throws(RowError) -> Group? {
        let json: JSONText? = try read()
        guard let json else { return nil }
        do throws(Violations) {
            return try Fields.read(Group.self, body: json.bytes)
        } catch {
            throw RowError.invalid(column: column)
        }
    }
}
