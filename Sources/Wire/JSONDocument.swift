import CSimdjson

/// Bytes that are not JSON, in one clear sentence.
public struct JSONError: Error, Hashable, Sendable {
    /// A sentence for the caller.
    public let message: String

    init(code: Int32) {
        message =
            switch code {
            case 1: "The document is too large."
            case 4: "The document nests deeper than \(WireLimits.depth) levels."
            case 5: "A string has an invalid escape or is not closed."
            case 6, 7, 8: "A value is none of true, false and null, nor a quoted string."
            case 9: "A number is malformed or beyond 64 bits."
            case 10: "The document is not valid UTF-8."
            case 12: "The document is empty."
            case 13: "A string has a control character that is not escaped."
            case 14: "A string is not closed."
            default: "The document is not well-formed JSON."
            }
    }
}

/// A parsed document: simdjson's tape, valid while this value lives.
///
/// It must stay on the thread that parsed it; nothing of it is copied until a value is asked for.
public struct JSONDocument: ~Copyable {
    private let result: csimdjson_result

    /// Parses UTF-8 bytes; refuses what is not well-formed, and nesting beyond the limit.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        let opened = bytes.withUnsafeBytes { bytes -> Result<csimdjson_result, JSONError> in
            guard let start = bytes.baseAddress, bytes.count > 0 else {
                return .failure(JSONError(code: 12))
            }
            let result = csimdjson_parse(
                start.assumingMemoryBound(to: UInt8.self), bytes.count, WireLimits.depth + 1)
            return result.error == 0 ? .success(result) : .failure(JSONError(code: result.error))
        }
        result = try opened.get()
    }

    deinit { csimdjson_release(result.parser) }

    /// Calls `body` with the outermost value, which must not outlive the call.
    func withRoot<R>(_ body: (JSONCursor) -> R) -> R {
        body(JSONCursor(tape: result.tape, strings: result.strings, index: 1))
    }
}
