/// One record of a CSV file: its fields without quotes, and the line it begins on.
public struct CSVRecord: Sendable {
    /// From 1; a record with line breaks in quotes spans several.
    public let line: Int
    let bytes: [UInt8]
    let ends: [Int]

    /// How many fields it has.
    public var count: Int { ends.count }

    /// A field's UTF-8.
    public func bytes(_ column: Int) -> ArraySlice<UInt8> {
        bytes[(column == 0 ? 0 : ends[column - 1])..<ends[column]]
    }

    /// A field's text.
    public subscript(column: Int) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    /// All fields' texts.
    public var texts: [String] { (0..<count).map { self[$0] } }
}

/// Why a record couldn't be read; reading goes on with the next line.
public struct CSVProblem: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Kind: String, Hashable, Sendable {
        /// A quote within an unquoted field, or text after a closing one.
        case strayQuote = "stray_quote"
        /// The file ends within quotes.
        case unclosedQuote = "unclosed_quote"
        case invalidUTF8 = "invalid_utf8"
        /// U+0000, which PostgreSQL can't store.
        case nul
        case fieldTooLong = "field_too_long"
        case recordTooLong = "record_too_long"
        case tooManyFields = "too_many_fields"
    }

    /// What is wrong.
    public let kind: Kind
    /// The line the record begins on, from 1.
    public let line: Int
    /// The field, from 1.
    public let column: Int

    /// A sentence for the caller.
    public var message: String {
        switch kind {
        case .strayQuote: "Field \(column) has a quote that neither opens nor closes it."
        case .unclosedQuote: "Field \(column) opens a quote that is never closed."
        case .invalidUTF8: "Field \(column) is not valid UTF-8."
        case .nul: "Field \(column) has the character U+0000."
        case .fieldTooLong: "Field \(column) is too long."
        case .recordTooLong: "The record is too long."
        case .tooManyFields: "The record has too many fields."
        }
    }
}

/// What a CSV file may have, each in bytes or in number.
public struct CSVLimits: Sendable {
    /// A field, in bytes.
    public var field = 65_536
    /// A record, in bytes.
    public var record = 1_048_576
    /// A record's fields.
    public var fields = 1_000

    /// The usual limits.
    public init() {}
}
