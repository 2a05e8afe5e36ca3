public import Wire
import Bedrock
import Cryptography
import Platform

/// An image as it is given to be shown: one of the library, or a new one's bytes.
public struct ImageInput: FieldGroup, Sendable {
    let image: ID<Image>?
    let content: [UInt8]?
    let alt: String?

    public init(_ fields: inout Fields) {
        image = fields.optional("image_id", "An image of the library.")
        let text: String? = fields.optional(
            "content_base64", "Or a new one: the file's bytes in Base64.", format: Self.base64,
            inExample: false)
        alt = fields.optional(
            "alt", "What it shows here, for who can't see it; else what the library says.",
            length: 1...300, example: "A bottle of Larch Hill")
        content = text.flatMap(Base64.decode)
        fields.require(
            (image == nil) != (text == nil), "image_id", "exclusive",
            "One of image_id and content_base64 is given.")
        fields.require(
            text == nil || content != nil, "content_base64", "format", "Must be Base64.")
    }

    private static let base64 = TextFormat(
        pattern: "^[A-Za-z0-9+/]+={0,2}$", length: 4...23_000_000, sample: "iVBORw0KGgo=",
        message: "Must be Base64."
    ) { _ in true }
}
