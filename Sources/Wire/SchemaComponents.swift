/// The named schemas of one document, each described once.
public final class SchemaComponents {
    /// By name.
    public private(set) var schemas: [String: Schema] = [:]
    private var owners: [String: ObjectIdentifier] = [:]

    /// No schemas yet.
    public init() {}

    /// A reference to that name, described the first time it is asked for.
    ///
    /// Two types of one name are a programmer's error: a reader of the docs couldn't tell them.
    public func reference(
        _ name: String, for owner: Any.Type, describe: () -> Schema
    ) -> Schema {
        if let known = owners[name] {
            precondition(
                known == ObjectIdentifier(owner), "two types are named \(name) in the schema")
        } else {
            owners[name] = ObjectIdentifier(owner)
            schemas[name] = describe()
        }
        return Schema(reference: name)
    }

    /// A reference to an answer's schema.
    public func schema<O: Output>(of type: O.Type) -> Schema { O.schema(of: nil, self) }

    /// Defines a schema that no Swift type of its own stands for; the same again changes nothing.
    public func define(_ name: String, _ schema: Schema) {
        let known = schemas[name]
        precondition(known == nil || known == schema, "two schemas are named \(name)")
        schemas[name] = schema
    }
}

/// A type's name in the schema: `Orders.CreateOrder.Line` is `CreateOrderLine`.
///
/// A generic type reads outside in: `Page<Order>` is `PageOrder`.
public func schemaName(of type: Any.Type) -> String {
    let parts = String(reflecting: type).split { "<>, ".contains($0) }
    return parts.map { part in
        let words = part.split(separator: ".").filter { !$0.contains("(") && !$0.contains(")") }
        return (words.count > 1 ? words.dropFirst() : words[...]).joined()
    }.joined()
}
