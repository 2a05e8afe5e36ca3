public import Platform

extension ProblemKind {
    /// A class of taxes that no tax is of.
    public static let taxClassUnknown = ProblemKind(
        "tax-class-unknown", 422, "There is no tax of such a class")
    /// A class of excises that no excise is of.
    public static let exciseClassUnknown = ProblemKind(
        "excise-class-unknown", 422, "There is no excise of such a class")
    /// A kind of container that isn't here.
    public static let containerUnknown = ProblemKind(
        "container-unknown", 422, "There is no such kind of container")
    /// The last levy of its class, while variants or deposits are of that class.
    static let levyInUse = ProblemKind(
        "levy-in-use", 409, "It is the last of a class that is in use")
}
