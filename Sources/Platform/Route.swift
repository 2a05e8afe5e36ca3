public import HTTP

/// A method and a path pattern such as `/v1/orders/{id}`.
public struct Route: Hashable, Sendable {
    public let method: Method
    public let path: String

    public static func get(_ path: String) -> Route { Route(method: .get, path: path) }
    public static func post(_ path: String) -> Route { Route(method: .post, path: path) }
    public static func put(_ path: String) -> Route { Route(method: .put, path: path) }
    public static func patch(_ path: String) -> Route { Route(method: .patch, path: path) }
    public static func delete(_ path: String) -> Route { Route(method: .delete, path: path) }
}
