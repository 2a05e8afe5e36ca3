import Bedrock
import Platform
import Postgres
import Storage
import Wire

/// Takes an image into the library. The same bytes are stored once: whoever uploads them again is
/// answered with the image that is there.
struct UploadImage: Command {
    static let route = Route.post("/v1/images")
    static let summary = "Upload an image, or find the one that has the same bytes."
    static let access = Access.member(.writeImages)
    static let problems: [ProblemKind] = [
        .imageTypeWrong, .imageUnreadable, .imageTooLarge, .imageQuota, .storageFull,
    ]
    static let intake = Intake.upload("image/png", "image/jpeg", "image/webp")
    static let finds = true
    static let rateClass = RateClass.write

    /// How long it may take, once the bytes have come.
    private static let duration: Duration = .seconds(30)

    let alt: String?

    init(_ fields: inout Fields) {
        alt = fields.query(
            "alt", "What it shows, for who can't see it.", length: 1...300,
            example: "A bottle of Larch Hill")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImageView> {
        let limit = context.images.limits.limit
        let tooLarge = Problem(.bodyTooLarge, "It takes at most \(limit) bytes.")
        if let length = context.upload.length, length > limit { throw tooLarge }
        let isRepeated = try await context.isKeyUsed()
        var bytes: [UInt8] = []
        let digest = try await context.receiveUpload { piece throws(Problem) in
            guard bytes.count + piece.count <= limit else { throw tooLarge }
            bytes += piece
        }
        let bound = context.binding(contents: digest, for: Self.duration)
        if isRepeated {
            return try await bound.transaction { _ throws(Problem) in throw Problem(.keyInFlight) }
        }
        let taken = try await bound.take(
            bytes, alt: alt, declared: context.upload.mediaType ?? "nothing")
        return try await bound.transaction { effect throws(Problem) in
            let (image, isNew) = try await bound.keep(taken, effect)
            let success = Success.answer(bound.images.view(image, at: bound.now))
                .location("/v1/images/\(image.id.text)")
            return isNew ? success : success.found()
        }
    }
}
