/// One thing that is wrong with an input.
public struct Violation: Hashable, Sendable {
    /// A JSON pointer into the body (`/lines/3/quantity`), or `query:limit`, `path:id`,
    /// `header:if-match`.
    public let pointer: String
    /// A stable slug: `required`, `unknown`, `duplicate`, `type`, `range`, `length`, `format`,
    /// `choice`, `count`, `characters`, `more`, or one of the operation's own.
    public let code: String
    /// A sentence for the caller.
    public let message: String

    /// A violation found after reading, by the operation itself.
    public init(pointer: String, code: String, message: String) {
        self.pointer = pointer
        self.code = code
        self.message = message
    }
}

/// All that is wrong with an input.
public struct Violations: Error, Hashable, Sendable {
    /// Why the body is no JSON at all; then `list` is empty.
    public let malformed: String?
    /// What is wrong, in the order found, at most `WireLimits.violations` and a word of more.
    public let list: [Violation]

    /// A body that is no JSON.
    public init(malformed: String) {
        self.malformed = malformed
        list = []
    }

    /// Fields that are not as they must be.
    public init(_ list: [Violation]) {
        malformed = nil
        self.list = list
    }
}
