public import Wire

/// Why a request was not done: what the caller is told, and apart from it what the log is told.
public struct Problem: Error, Sendable {
    public let kind: ProblemKind
    /// One sentence for the caller about this very request.
    public var detail: String?
    /// Every field that is not as it must be.
    public var violations: [Violation] = []
    /// The state it is in and the moves that state allows, where the state was the reason.
    public var state: (current: String, allowed: [String])?
    /// Further members of the answer, as JSON: lines that are short, prices that moved.
    public var members: [(name: String, json: [UInt8])] = []
    /// Seconds to wait before asking again.
    public var retryAfter: Int?
    /// The methods that the path takes, where the method was the reason.
    public var allow: String?
    /// Header fields that say more, such as a limit.
    public var headers: [(String, String)] = []
    /// For the log only; never in an answer.
    public var cause: String?

    public init(_ kind: ProblemKind, _ detail: String? = nil) {
        self.kind = kind
        self.detail = detail
    }

    /// The request's fields are not as they must be: each of them listed.
    public static func invalid(_ violations: [Violation]) -> Problem {
        var problem = Problem(.invalidRequest)
        problem.violations = violations
        return problem
    }

    /// One field is not as it must be, found only when the request was carried out.
    public static func invalid(
        _ pointer: String, _ code: String, _ message: String
    ) -> Problem {
        invalid([Violation(pointer: pointer, code: code, message: message)])
    }

    /// The state it is in does not allow what was asked.
    public static func illegalMove(from current: String, allowed: [String]) -> Problem {
        let moves = allowed.isEmpty ? "nothing more" : allowed.joined(separator: ", ")
        var problem = Problem(.illegalMove, "It is \(current); that state allows \(moves).")
        problem.state = (current, allowed)
        return problem
    }

    /// Nothing the caller may see stands there.
    public static let notFound = Problem(.notFound)

    /// The same problem with what the log should say of it.
    public func because(_ cause: String) -> Problem {
        var problem = self
        problem.cause = cause
        return problem
    }
}
