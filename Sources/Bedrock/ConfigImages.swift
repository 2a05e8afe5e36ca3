extension Configuration {
    /// What pictures are taken, and how many.
    public struct Images: Sendable {
        /// Bytes of a picture at most.
        public let limit: Int
        /// Pixels of a picture at most: what decoding it takes is this times four or eight bytes.
        public let pixels: Int
        /// The media types that are taken.
        public let types: [String]
        /// Bytes of all pictures of an organization at most.
        public let quota: Int

        init(_ reader: inout ConfigReader) {
            limit = reader.bytes(
                "DRAY_IMAGE_LIMIT", "The largest image, as it is uploaded.",
                default: 500 << 10, in: 1 << 10...16 << 20)
            pixels = reader.integer(
                "DRAY_IMAGE_PIXELS",
                "Width times height of an image at most; decoding takes 4 to 8 bytes for each.",
                default: 40_000_000, in: 10_000...268_000_000)
            types = reader.value(
                "DRAY_IMAGE_TYPES", "The media types of images that are taken.",
                form: "some of image/jpeg, image/png, image/webp, separated by commas",
                default: ConfigForm.everyImageType,
                spelled: ConfigForm.everyImageType.joined(separator: ","),
                parse: ConfigForm.imageTypes)
            quota = reader.bytes(
                "DRAY_IMAGE_QUOTA", "What all images of an organization may have together.",
                default: 1 << 30, in: 1 << 10...1 << 50)
        }
    }
}

extension ConfigForm {
    static let everyImageType = ["image/jpeg", "image/png", "image/webp"]

    /// Some of the types that can be decoded.
    static func imageTypes(_ text: String) -> [String]? {
        let types = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return types.allSatisfy(everyImageType.contains) ? types : nil
    }
}
