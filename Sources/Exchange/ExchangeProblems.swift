public import Platform

extension ProblemKind {
    /// An import goes on only as what it was, from where it is.
    public static let importNotResumable = ProblemKind(
        "import-not-resumable", 409, "The import can't go on with this")
    /// Ends the transaction of a dry run; never an answer.
    static let rehearsed = ProblemKind("rehearsed", 409, "The dry run is over")
}
