/// One setting that can't be used.
public struct ConfigProblem: Hashable, Sendable {
    /// The environment variable.
    public let name: String

    /// What is wrong and what would be right; never a secret's value.
    public let message: String
}

/// Everything that is wrong with an environment, all at once.
public struct ConfigProblems: Error, CustomStringConvertible {
    /// The problems: settings in the order of their declaration, then unknown names.
    public let problems: [ConfigProblem]

    /// A line for each problem.
    public var description: String {
        problems.map { "\($0.name): \($0.message)" }.joined(separator: "\n")
    }
}
