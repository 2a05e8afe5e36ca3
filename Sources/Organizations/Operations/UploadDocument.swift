import Bedrock
import Platform
import Postgres
import Storage
import Wire

/// Takes a file that shows a requirement: spooled, told by its bytes, stored, and then written down
/// in one transaction with what it changes. Cut off anywhere, nothing of it is left.
struct UploadDocument: Command {
    static let route = Route.post(
        "/v1/onboardings/{id}/requirements/{requirement_id}/documents")
    static let summary = "Upload a document that shows a requirement."
    static let access = Access.account
    static let problems: [ProblemKind] = [
        .illegalMove, .documentsEnough, .documentTypeWrong, .storageFull,
    ]
    static let intake = Intake.upload(
        "application/pdf", "image/jpeg", "image/png", "image/webp")

    /// Documents of one requirement.
    private static let most = 10
    /// How long the transaction may take, once the bytes are stored.
    private static let duration: Duration = .seconds(30)

    let id: ID<Onboarding>
    let requirement: ID<Requirement>
    let name: String?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        requirement = fields.path("requirement_id", "What it shows.")
        name = fields.query(
            "name", "What to call it, if not by its kind.", length: 1...200,
            example: "licence.pdf")
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<DocumentView> {
        let isRepeated = try await context.isKeyUsed()
        // Who may not upload is told so before the bytes come.
        if !isRepeated { try await look(context) }
        let file = try await open(context)
        let result: Result<Success<DocumentView>, Problem>
        do throws(Problem) {
            result = .success(try await receive(file, isRepeated: isRepeated, context))
        } catch {
            result = .failure(error)
        }
        await file.discard()
        return try result.get()
    }

    private func look(_ context: Context<AccountHolder>) async throws(Problem) {
        let account = context.caller.account
        var trip = context.trip()
        let onboardings = trip.add(OnboardingStatements.read, id, account)
        let requirements = trip.add(RequirementStatements.own, id, account)
        let documents = trip.add(DocumentStatements.own, id, account)
        try await context.read(trip)
        guard let onboarding = onboardings.first,
            let found = requirements.rows.first(where: { $0.id == requirement })
        else { throw .notFound }
        var filled = found
        filled.documents = documents.rows.filter { $0.requirement == requirement }
        try check(filled, of: onboarding)
    }

    private func check(
        _ requirement: RequirementView, of onboarding: OnboardingView
    ) throws(Problem) {
        try onboarding.checkShowing(requirement)
        _ = try requirement.state.after(.attach)
        guard requirement.documents.count < Self.most else {
            throw Problem(.documentsEnough, "It takes at most \(Self.most).")
        }
    }

    private func open(_ context: Context<AccountHolder>) async throws(Problem) -> SpooledFile {
        let limit = context.documents.limit
        if let length = context.upload.length, length > limit {
            throw Problem(.bodyTooLarge, "It takes at most \(limit) bytes.")
        }
        return try await context.documents.objects.open(limit: limit)
    }

    private func receive(
        _ file: SpooledFile, isRepeated: Bool, _ context: Context<AccountHolder>
    ) async throws(Problem) -> Success<DocumentView> {
        let digest = try await context.receiveUpload { piece throws(Problem) in
            do throws(StorageError) {
                try await file.append(piece)
            } catch {
                throw Problem(error)
            }
        }
        if isRepeated {
            return try await context.binding(contents: digest, for: Self.duration)
                .transaction { _ throws(Problem) in throw Problem(.keyInFlight) }
        }
        let type = try type(of: file, declared: context.upload.mediaType)
        let document = ID<Document>.make(at: context.now)
        try await store(file, document, context)
        let view = DocumentView(
            id: document, requirement: requirement, name: name ?? "document.\(type.suffix)",
            mediaType: type.rawValue, size: Int64(file.size), sha256: file.sha256,
            createdAt: context.now)
        return try await keep(view, context.binding(contents: digest, for: Self.duration))
    }

    /// What it is by its bytes, which has to be what the client says it is.
    private func type(
        of file: SpooledFile, declared: String?
    ) throws(Problem) -> FileType {
        guard let type = FileType(sniffing: file.head) else {
            let known = FileType.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.documentTypeWrong, "Its bytes are of none of these: \(known).")
        }
        guard let declared else {
            throw Problem(
                .documentTypeWrong, "It takes a Content-Type; the bytes are \(type.rawValue).")
        }
        guard declared == type.rawValue else {
            throw Problem(
                .documentTypeWrong, "It is declared another type; the bytes are \(type.rawValue).")
        }
        return type
    }

    /// Notes that the bytes belong to nobody yet, then stores them.
    private func store(
        _ file: SpooledFile, _ document: ID<Document>, _ context: Context<AccountHolder>
    ) async throws(Problem) {
        let key = DocumentView.key(document)
        var trip = context.trip()
        trip.add(ObjectStatements.note, [key.text], .now())
        try await context.sendBeside(trip)
        try await context.documents.objects.store(file, as: key)
    }

    private func keep(
        _ view: DocumentView, _ context: Context<AccountHolder>
    ) async throws(Problem) -> Success<DocumentView> {
        try await context.transaction { effect throws(Problem) in
            let onboarding = try await context.lock(id, effect)
            let found = try await context.lock(requirement, of: onboarding, effect)
            try check(found, of: onboarding)
            guard found.mediaTypes.contains(view.mediaType) else {
                let taken = found.mediaTypes.joined(separator: ", ")
                throw Problem(.documentTypeWrong, "This requirement takes \(taken).")
            }
            var claiming = Trip()
            let claimed = claiming.add(
                ObjectStatements.claim, [DocumentView.key(view.id).text])
            try await effect.send(claiming)
            guard claimed.first == true else {
                var problem = Problem(.unavailable, "It took too long to be stored; ask again.")
                problem.retryAfter = 1
                throw problem
            }
            var trip = Trip()
            trip.add(
                DocumentStatements.insert, view.id, requirement, id, context.caller.account,
                view.name, view.mediaType, view.size, view.sha256, view.createdAt)
            try context.move(found, .attach, of: onboarding, &trip)
            trip.add(RequirementStatements.show, id, context.caller.account, requirement)
            context.record("document_uploaded", view, of: onboarding, &trip)
            try await effect.send(trip)
            return .answer(view).location("/v1/onboardings/\(id.text)/requirements")
        }
    }
}

extension Context where Scope == AccountHolder {
    /// Writes what an owner's move makes of a requirement: a decision that no longer holds is gone,
    /// its reason stays to be read.
    func move(
        _ requirement: RequirementView, _ move: RequirementState.Move,
        of onboarding: OnboardingView, _ trip: inout Trip
    ) throws(Problem) {
        let state = try requirement.state.after(move)
        let isPending = state == .pending
        trip.add(
            RequirementStatements.update, onboarding.id, requirement.id, state.rawValue,
            requirement.reopened, isPending ? nil : requirement.decidedBy,
            isPending ? nil : requirement.decidedAt, requirement.reason,
            isPending ? nil : requirement.expiresOn)
    }

    /// Writes what became of a document, where there is a ledger for it.
    func record(
        _ type: String, _ document: DocumentView, of onboarding: OnboardingView,
        _ trip: inout Trip
    ) {
        guard let ledger = onboarding.ledger else { return }
        trip.add(OrganizationStatements.step, ledger)
        record(type, document.id, of: "document", in: ledger, &trip) { json in
            json.key("requirement_id")
            json.write(document.requirement.text)
            json.key("media_type")
            json.write(document.mediaType)
            json.key("size")
            json.write(document.size)
        }
    }
}
