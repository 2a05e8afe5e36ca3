/// A value that can be a statement's parameter.
public protocol PostgresEncodable {
    /// The type declared to the server for the parameter.
    static var postgresType: PostgresType { get }

    /// Whether the value is SQL's NULL; then nothing is written for it.
    var isNull: Bool { get }

    /// Appends the value in PostgreSQL's binary format.
    func encode(into bytes: inout ParameterBytes)
}

extension PostgresEncodable {
    /// Values are not NULL unless they say so.
    @inlinable public var isNull: Bool { false }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// The wrapped value's type.
    @inlinable public static var postgresType: PostgresType { Wrapped.postgresType }

    /// Whether there is no value.
    @inlinable public var isNull: Bool { self?.isNull ?? true }

    /// Appends the wrapped value.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) {
        self?.encode(into: &bytes)
    }
}
