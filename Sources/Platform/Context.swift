public import Bedrock
public import Postgres

/// What the run of an operation has to work with: its caller, the time, and the database.
///
/// Made by the gate alone, after the caller passed the operation's access: without a context
/// there is no database to talk to.
public struct Context<Scope: CallerScope>: Sendable {
    public let caller: Authorized<Scope>
    /// The request's instant; the one clock an operation reads.
    public let now: Instant
    public let requestID: String
    /// The request's own part: keys, versions, the upload.
    package let terms: RequestTerms
    private let box: ServicesBox

    package init(
        caller: Authorized<Scope>, now: Instant, requestID: String, terms: RequestTerms,
        services: Services
    ) {
        self.caller = caller
        self.now = now
        self.requestID = requestID
        self.terms = terms
        box = ServicesBox(services: services)
    }

    /// The loop's services. Only ever used on that loop.
    public var services: Services { box.services }

    /// Where the client is on the network, past proxies that are trusted; nil of a request that
    /// came over no connection.
    public var address: IPAddress? { terms.address }

    /// A trip that has entered the caller's organization and checks that the token still holds.
    public func trip() -> Trip {
        terms.entrance.isTaken = true
        return Trip.entering(caller.caller, from: origin)
    }

    /// Where the events of a command come from, as their columns' defaults read it: address, app,
    /// session, actor and API key. A query writes none.
    private var origin: String {
        guard terms.isCommand else { return "" }
        let caller = self.caller.caller
        let parts = [
            address?.text, caller.app?.uuid.text, caller.session?.uuid.text,
            caller.actor?.uuid.text, caller.key?.id.uuid.text,
        ]
        return parts.map { $0 ?? "" }.joined(separator: " ")
    }

    /// Sends a trip that only reads; asked again once when the connection was lost.
    public func read(_ trip: Trip) async throws(Problem) {
        do throws(DatabaseError) {
            try await services.pool.send(trip, deadline: terms.deadline, retryable: true)
        } catch {
            throw Problem(error, constraints: terms.constraints)
        }
    }

    /// Sends a trip that changes something without a key to keep it by; never asked again.
    public func send(_ trip: Trip) async throws(Problem) {
        do throws(DatabaseError) {
            try await services.pool.send(trip, deadline: terms.deadline, retryable: false)
        } catch {
            throw Problem(error, constraints: terms.constraints)
        }
    }

    /// The version the caller's If-Match names. The gate has made sure there is one where the
    /// operation edits.
    public func checkVersion(_ version: Int32) throws(Problem) {
        guard let expected = terms.ifMatch, expected != version else { return }
        throw Problem(
            .versionMismatch, "It is at version \(version); the request was made for \(expected).")
    }

    /// What the client calls itself.
    public var userAgent: String? { terms.userAgent }

    /// The version that `If-Match` names; nil for `*`.
    public var expectedVersion: Int32? { terms.ifMatch }
}

/// Carries the loop's services inside a Sendable context.
///
/// Unchecked: a context never leaves its loop, whose tasks all run on one thread.
private struct ServicesBox: @unchecked Sendable {
    let services: Services
}

extension Trip {
    /// A trip that enters a caller's organization and checks that its token or key still holds.
    ///
    /// - Parameter origin: where its events come from; empty where it writes none.
    static func entering(_ caller: Caller, from origin: String = "") -> Trip {
        var trip = Trip()
        if let key = caller.key, let organization = caller.organization,
            let account = caller.account
        {
            trip.add(Entering.enterByKey, organization, account, key.id, caller.epoch, origin)
        } else {
            trip.add(
                Entering.enter, caller.organization, caller.account, caller.session, caller.epoch,
                caller.isPlatform, origin)
        }
        return trip
    }
}

enum Entering {
    static let enter = Statement<
        Void, ID<Organization>?, ID<Account>?, ID<Session>?, Int64, Bool, String
    >("select platform.enter($1, $2, $3, $4, $5), set_config('app.origin', $6, true)")

    static let enterByKey = Statement<
        Void, ID<Organization>, ID<Account>, ID<ApiKey>, Int64, String
    >("select platform.enter_by_key($1, $2, $3, $4), set_config('app.origin', $5, true)")
}

/// What a request brings beside its fields.
package struct RequestTerms: Sendable {
    /// Whether the caller has entered the database, where it is seen whether the token holds.
    ///
    /// Unchecked: a request never leaves its loop.
    final class Entrance: @unchecked Sendable {
        var isTaken = false
    }

    let entrance = Entrance()
    package var idempotencyKey: String?
    /// A hash of what was asked: method, path and body.
    package var requestHash: [UInt8] = []
    package var operationID = ""
    /// Whether it changes something, and so writes events.
    package var isCommand = false
    package var success = 200
    package var ifMatch: Int32?
    /// A moment of `Monotonic`.
    package var deadline: UInt64 = 0
    /// How long a stream of events is silent at most.
    package var keepAlive: Duration = .seconds(15)
    /// When the token expires, as a moment of `Monotonic`; known where events are streamed.
    package var tokenEnd: UInt64?
    package var constraints: [String: ProblemKind] = [:]
    package var upload: Upload?
    package var address: IPAddress?
    package var userAgent: String?

    package init() {}
}
