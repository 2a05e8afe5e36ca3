import Bedrock
import Platform
import Postgres
import Wire

/// What a levy says.
protocol LevyTerms: FieldGroup, Sendable {
    init(_ row: inout RowReader) throws(RowError)
}

/// A tax, an excise or a kind of container, as its seller sees it.
protocol Levy: Output, Sendable {
    associatedtype Subject: Identified
    associatedtype Terms: LevyTerms

    /// Where its routes begin.
    static var path: String { get }
    /// What the ledger calls it.
    static var subject: String { get }

    static var head: Statement<Self, ID<Organization>, ID<Subject>> { get }
    /// The same, held until the transaction ends.
    static var held: Statement<Self, ID<Organization>, ID<Subject>> { get }
    /// Newest first, those before the cursor.
    static var page: Statement<Self, ID<Organization>, ID<Subject>?, Int64> { get }

    var id: ID<Subject> { get }
    var terms: Terms { get set }
    var updatedAt: Instant { get set }
    var version: Int32 { get set }

    init(
        id: ID<Subject>, terms: Terms, createdAt: Instant, updatedAt: Instant, version: Int32)

    /// Writes it whole: a new one, or over the one there is.
    func store(in organization: ID<Organization>, _ trip: inout Trip)
}

extension Levy {
    static var example: Self {
        Self(
            id: .sample(FieldRule()), terms: .sample(FieldRule()),
            createdAt: .sample(FieldRule()), updatedAt: .sample(FieldRule()), version: 1)
    }

    @Sendable
    static func read(_ row: inout RowReader) throws(RowError) -> Self {
        Self(
            id: try row.read(), terms: try Terms(&row), createdAt: try row.read(),
            updatedAt: try row.read(), version: try row.read())
    }
}

// What the operations of all of them do; every price follows at once.
extension Context where Scope == Member {
    func makeLevy<L: Levy>(_ terms: L.Terms) async throws(Problem) -> Success<L> {
        let own = caller.organization
        let levy = L(
            id: .make(at: now), terms: terms, createdAt: now, updatedAt: now, version: 1)
        return try await commit(
            .answer(levy).version(1).location("\(L.path)/\(levy.id)")
        ) { trip in
            levy.store(in: own, &trip)
            record("\(L.subject)_created", levy.id, of: L.subject, in: own, &trip)
        }
    }

    func listLevies<L: Levy>(
        before cursor: ID<L.Subject>?, limit: Int64
    ) async throws(Problem) -> Success<Page<L>> {
        var trip = trip()
        let page = trip.add(L.page, caller.organization, cursor, limit + 1)
        try await read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }

    func readLevy<L: Levy>(_ id: ID<L.Subject>) async throws(Problem) -> Success<L> {
        var trip = trip()
        let found = trip.add(L.head, caller.organization, id)
        try await read(trip)
        guard let levy = found.first else { throw .notFound }
        return .answer(levy).version(levy.version)
    }

    func editLevy<L: Levy>(
        _ id: ID<L.Subject>, _ terms: L.Terms
    ) async throws(Problem) -> Success<L> {
        let own = caller.organization
        return try await transaction { effect throws(Problem) in
            var reading = Trip()
            let found = reading.add(L.held, own, id)
            try await effect.send(reading)
            guard var levy = found.first else { throw .notFound }
            try checkVersion(levy.version)
            levy.terms = terms
            levy.updatedAt = now
            levy.version += 1
            var trip = Trip()
            levy.store(in: own, &trip)
            record("\(L.subject)_edited", id, of: L.subject, in: own, &trip)
            try await effect.send(trip)
            return .answer(levy).version(levy.version)
        }
    }

    /// Deletes one; `delete` answers its id where it was there.
    func deleteLevy<L: Levy>(
        _: L.Type, _ id: ID<L.Subject>,
        _ delete: Statement<ID<L.Subject>, ID<Organization>, ID<L.Subject>>
    ) async throws(Problem) -> Success<Nothing> {
        let own = caller.organization
        return try await transaction { effect throws(Problem) in
            var trip = Trip()
            let gone = trip.add(delete, own, id)
            try await effect.send(trip)
            guard gone.first != nil else { throw .notFound }
            var recording = Trip()
            record("\(L.subject)_deleted", id, of: L.subject, in: own, &recording)
            try await effect.send(recording)
            return .nothing
        }
    }
}
