public import Bedrock
public import Loop
public import Postgres

/// What the operations on one loop work with; made at start, one a loop.
public final class Services {
    public let loop: EventLoop
    /// For requests: few connections, many transactions in flight on each.
    public let pool: Pool
    /// For imports and other slow work, so that it holds up nobody.
    public let slowPool: Pool
    private var extras: [ObjectIdentifier: AnyObject] = [:]

    public init(loop: EventLoop, pool: Pool, slowPool: Pool) {
        self.loop = loop
        self.pool = pool
        self.slowPool = slowPool
    }

    /// Adds a context's own service, such as the price books held in memory.
    public func add<Service: AnyObject>(_ service: Service) {
        extras[ObjectIdentifier(Service.self)] = service
    }

    /// A context's own service; asking for one that wasn't added is a programmer's error.
    public func get<Service: AnyObject>(_ type: Service.Type = Service.self) -> Service {
        guard let service = extras[ObjectIdentifier(type)] as? Service else {
            preconditionFailure("no \(type) was added to the services")
        }
        return service
    }
}

extension Trip {
    /// A trip of the system itself inside one organization: what feeds a server's own snapshots,
    /// never what answers a caller as it is.
    public static func asSystem(of organization: ID<Organization>) -> Trip {
        var trip = Trip()
        trip.add(Entering.enter, organization, nil, nil, 0, false, "")
        return trip
    }

    /// A trip of somebody whose token was checked before, and is checked again: for what a signed
    /// link stands for.
    public static func entering(as caller: Caller) -> Trip {
        var trip = Trip()
        trip.add(
            Entering.enter, caller.organization, caller.account, caller.session, caller.epoch,
            caller.isPlatform, "")
        return trip
    }
}

extension Services {
    /// Sends a trip that only reads, outside any caller's context.
    public func read(_ trip: Trip) async throws(Problem) {
        do throws(DatabaseError) {
            try await pool.send(trip, deadline: nil, retryable: true)
        } catch {
            throw Problem(error)
        }
    }
}
