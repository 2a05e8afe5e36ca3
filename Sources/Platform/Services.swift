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
