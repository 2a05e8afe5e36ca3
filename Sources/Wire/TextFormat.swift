/// The shape of a text: what the schema says of it and what decides.
public final class TextFormat: Sendable {
    /// JSON Schema's `format`, if it has a word for it.
    let format: String?
    /// JSON Schema's `pattern`: at least as wide as `accepts`.
    let pattern: String?
    /// Unicode scalars, when the field says nothing narrower.
    let length: ClosedRange<Int>
    /// Whether white space around it is cut off first.
    let trims: Bool
    /// Whether it may have line breaks and tabs.
    let multiline: Bool
    /// A valid value.
    let sample: String
    /// What the caller reads when it is refused: `Must be …`.
    let message: String
    let accepts: @Sendable (UnsafeBufferPointer<UInt8>) -> Bool

    /// A shape of one's own; `accepts` sees the UTF-8 of a text without control characters.
    public convenience init(
        format: String? = nil, pattern: String? = nil, length: ClosedRange<Int>,
        sample: String, message: String,
        accepts: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Bool
    ) {
        self.init(
            format: format, pattern: pattern, length: length, trims: true, multiline: false,
            sample: sample, message: message, accepts: accepts)
    }

    init(
        format: String? = nil, pattern: String? = nil, length: ClosedRange<Int>,
        trims: Bool, multiline: Bool, sample: String, message: String,
        accepts: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Bool
    ) {
        self.format = format
        self.pattern = pattern
        self.length = length
        self.trims = trims
        self.multiline = multiline
        self.sample = sample
        self.message = message
        self.accepts = accepts
    }
}
