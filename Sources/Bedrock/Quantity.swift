/// A whole number of a unit of measure.
public struct Quantity: Hashable, Comparable, Sendable {
    public let count: Int64

    @inlinable
    public init(_ count: Int64) {
        self.count = count
    }

    @inlinable
    public static func < (a: Quantity, b: Quantity) -> Bool { a.count < b.count }
}

/// A rate in basis points: hundredths of a percent. 2.5 % is 250.
public struct Rate: Hashable, Comparable, Sendable {
    public let basisPoints: Int64

    @inlinable
    public init(basisPoints: Int64) {
        self.basisPoints = basisPoints
    }

    /// One hundred percent.
    public static let whole = Rate(basisPoints: 10_000)

    @inlinable
    public static func < (a: Rate, b: Rate) -> Bool { a.basisPoints < b.basisPoints }
}
