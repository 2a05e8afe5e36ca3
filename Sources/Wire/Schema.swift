/// A JSON Schema of the 2020-12 dialect, as far as the product needs it.
public struct Schema: Hashable, Sendable {
    /// JSON's types, where `integer` is a number without a fraction.
    public enum Kind: String, Hashable, Sendable {
        case object, array, string, integer, number, boolean
    }

    /// A member an object may have.
    public struct Property: Hashable, Sendable {
        /// The member's name.
        public var name: String
        /// What the member's value may be.
        public var schema: Schema

        /// A member.
        public init(name: String, schema: Schema) {
            self.name = name
            self.schema = schema
        }
    }

    /// The name of a component this stands for; then only `doc` and `isNullable` count beside it.
    public var reference: String?
    /// nil admits any value.
    public var kind: Kind?
    /// Whether null is admitted too.
    public var isNullable = false
    /// A word on it.
    public var doc: String?
    /// JSON Schema's word for a string's shape: `date-time`, `email`.
    public var format: String?
    /// A regular expression that a string matches.
    public var pattern: String?
    /// The least number.
    public var minimum: Int?
    /// The greatest number.
    public var maximum: Int?
    /// A string's Unicode scalars.
    public var length: ClosedRange<Int>?
    /// An array's items.
    public var count: ClosedRange<Int>?
    /// An object's members, in order.
    public var properties: [Property] = []
    /// The members an object must have.
    public var required: [String] = []
    /// Whether an object may have members beyond `properties`.
    public var isOpen = false
    /// The strings that are admitted, if only some are.
    public var choices: [String] = []
    /// A valid value.
    public var example: JSON?
    /// The value of a member that is absent.
    public var fallback: JSON?
    /// One element at most: an array's item; an array only because a struct can't hold itself.
    var itemBox: [Schema] = []

    /// A schema that says nothing but the type.
    public init(_ kind: Kind?) { self.kind = kind }

    /// A reference to a component.
    public init(reference: String) { self.reference = reference }

    /// What an array's items are.
    public var items: Schema? {
        get { itemBox.first }
        set { itemBox = newValue.map { [$0] } ?? [] }
    }

    /// An array of those.
    public static func array(of items: Schema) -> Schema {
        var schema = Schema(.array)
        schema.items = items
        return schema
    }

    /// The same, with a word on it.
    public func documented(_ doc: String) -> Schema {
        var schema = self
        schema.doc = doc
        return schema
    }

    /// The same, or null.
    public var nullable: Schema {
        var schema = self
        schema.isNullable = true
        return schema
    }
}
