/// A value an answer can have.
public protocol OutputValue {
    /// Appends it as JSON.
    func append(to out: inout OutputWriter)

    /// What the schema says of it; `example` where there is one.
    static func schema(of example: Self?, _ components: SchemaComponents) -> Schema
}

/// An answer, or an object within one.
///
/// `write` names each field in one line. It is run to write an answer, and run on the example to
/// describe it.
public protocol Output: OutputValue {
    /// A typical value, every list with an item; it stands in the docs.
    static var example: Self { get }

    /// Writes the fields.
    func write(_ out: inout OutputWriter)
}

extension Output {
    @inlinable
    public func append(to out: inout OutputWriter) {
        out.json.beginObject()
        write(&out)
        out.json.endObject()
    }

    public static func schema(of example: Self?, _ components: SchemaComponents) -> Schema {
        components.reference(schemaName(of: Self.self), for: Self.self) {
            let describer = OutputDescriber(components: components)
            var out = OutputWriter(describer: describer)
            (example ?? Self.example).write(&out)
            return describer.object
        }
    }

    /// The answer as JSON.
    @inlinable
    public var jsonBytes: [UInt8] { OutputWriter.bytes(self) }
}

/// Collects what writing the example says.
final class OutputDescriber {
    let components: SchemaComponents
    var object = Schema(.object)

    init(components: SchemaComponents) { self.components = components }
}
