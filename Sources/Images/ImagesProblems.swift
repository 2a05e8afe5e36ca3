public import Platform

extension ProblemKind {
    /// A file of another type than is taken, or than it says.
    public static let imageTypeWrong = ProblemKind(
        "image-type-wrong", 422, "The image is not of a type taken here, or not what it says")
    /// A file without a header that can be read.
    public static let imageUnreadable = ProblemKind(
        "image-unreadable", 422, "The image is damaged")
    /// More pixels than are decoded.
    public static let imageTooLarge = ProblemKind(
        "image-too-large", 422, "The image has more pixels or bytes than are taken")
    /// The organization's images have as many bytes as they may have.
    public static let imageQuota = ProblemKind(
        "image-quota", 409, "The organization has no room for more images")
    /// Something shows it.
    public static let imageInUse = ProblemKind("image-in-use", 409, "The image is shown somewhere")
    /// There is no such image in the library.
    public static let imageUnknown = ProblemKind(
        "image-unknown", 422, "The organization has no such image")
}
