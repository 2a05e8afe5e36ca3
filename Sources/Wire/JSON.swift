/// A JSON value as a tree: for tests, tools and documents, not for the request path.
public indirect enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number with a fraction or an exponent, or beyond 64 bits signed.
    case number(Double)
    case string(String)
    case array([JSON])
    /// Members in their order.
    case object([Member])

    /// One name and its value.
    public struct Member: Hashable, Sendable {
        /// The name, unescaped.
        public var name: String
        /// The value.
        public var value: JSON

        /// A member.
        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The member of that name; nil for none and for what isn't an object.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The item at that place; nil beyond the end and for what isn't an array.
    public subscript(index: Int) -> JSON? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// The text of a string.
    public var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a whole number.
    public var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The value of a boolean.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The items of an array.
    public var items: [JSON]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The members of an object.
    public var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// Whether it is null.
    public var isNull: Bool { self == .null }
}
