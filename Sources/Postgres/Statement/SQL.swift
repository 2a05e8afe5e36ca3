/// The text of a query, put together from literals alone: nothing that came from outside can become
/// part of it.
///
/// ```swift
/// static let head: SQL = "select id, number from orders.orders"
/// static let byNumber = Statement<OrderHead, String>("\(head) where number = $1")
/// ```
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    let text: String

    public init(stringLiteral literal: StaticString) { text = literal.description }

    public init(stringInterpolation pieces: StringInterpolation) { text = pieces.text }

    /// Gathers the pieces of a literal; another `SQL` is the only thing that may stand in it.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity)
        }

        public mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        public mutating func appendInterpolation(_ piece: SQL) { text += piece.text }
    }
}
