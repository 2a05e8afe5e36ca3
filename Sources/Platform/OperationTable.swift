public import HTTP

/// Every operation and page of the product, frozen at start.
public struct OperationTable: Sendable {
    public private(set) var operations: [DeclaredOperation] = []
    public private(set) var pages: [DeclaredPage] = []
    private var router = Router<Target>()

    enum Target {
        case operation(DeclaredOperation)
        case page(DeclaredPage)
    }

    public init() {}

    /// Declares an operation that reads.
    public mutating func add<Q: Query>(_ type: Q.Type) {
        add(DeclaredOperation(query: type))
    }

    /// Declares an operation that changes something.
    public mutating func add<C: Command>(_ type: C.Type) {
        add(DeclaredOperation(command: type))
    }

    /// Declares a page that is no JSON operation: health, metrics, docs.
    public mutating func add(_ page: DeclaredPage) {
        pages.append(page)
        router.add(page.route, .page(page))
    }

    private mutating func add(_ operation: DeclaredOperation) {
        operations.append(operation)
        router.add(operation.route, .operation(operation))
    }

    func find(_ method: Method, _ path: String) -> Router<Target>.Match {
        router.find(method, path)
    }

    /// Privileges that operations ask for and the catalog doesn't know: with any, nothing starts.
    public func unknownPrivileges(in catalog: PrivilegeCatalog) -> [String] {
        operations.flatMap(\.privileges).filter { catalog.ordinal($0) == nil }.map(\.name)
    }
}

/// A page that is no JSON operation, with its policy said all the same: everybody may see it.
public struct DeclaredPage: Sendable {
    public let route: Route
    public let summary: String
    /// Whether it counts as a read; not what machines ask in order to keep the server running.
    public let isCounted: Bool
    public let respond: @Sendable (Request, Services) async -> Response

    public init(
        _ route: Route, _ summary: String, isCounted: Bool = true,
        respond: @escaping @Sendable (Request, Services) async -> Response
    ) {
        self.route = route
        self.summary = summary
        self.isCounted = isCounted
        self.respond = respond
    }
}
