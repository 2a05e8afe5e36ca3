/// What a field's value must satisfy beside its type; which parts apply depends on the type.
@frozen
public struct FieldRule: Sendable {
    /// For numbers: whole units, a money's minor units, a rate's basis points.
    public var range: ClosedRange<Int>?
    /// For texts: Unicode scalars. For free-form objects: bytes.
    public var length: ClosedRange<Int>?
    /// For lists: items.
    public var count: ClosedRange<Int>?
    /// For texts: their shape.
    public var format: TextFormat?

    /// A rule of those parts.
    @inlinable
    public init(
        range: ClosedRange<Int>? = nil, length: ClosedRange<Int>? = nil,
        count: ClosedRange<Int>? = nil, format: TextFormat? = nil
    ) {
        self.range = range
        self.length = length
        self.count = count
        self.format = format
    }
}
