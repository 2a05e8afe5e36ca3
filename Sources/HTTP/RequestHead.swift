public import Bedrock

/// All of a request that comes before its body.
public final class RequestHead: Sendable {
    /// The method.
    public let method: Method
    /// The path as sent: percent-encoded, beginning with a slash (or `*` for OPTIONS).
    public let path: String
    /// What follows the question mark, as sent; empty when there is none.
    public let rawQuery: String
    /// A short name for this request in logs and answers, unique on this server.
    public let requestID: String
    /// The length of the body where the client has declared it; nil without body or when chunked.
    public let contentLength: Int?
    /// Whether a body follows, declared or chunked.
    public let hasBody: Bool

    private let headerBlock: HeaderBlock
    private let connection: Connection?

    init(
        method: Method, path: String, rawQuery: String, requestID: String, contentLength: Int?,
        hasBody: Bool, headers: HeaderBlock, connection: Connection?
    ) {
        self.method = method
        self.path = path
        self.rawQuery = rawQuery
        self.requestID = requestID
        self.contentLength = contentLength
        self.hasBody = hasBody
        self.headerBlock = headers
        self.connection = connection
    }

    /// A head made by hand, for a handler called without a connection.
    public convenience init(
        method: Method, target: String, headers: [(String, String)] = [],
        requestID: String = "in-process"
    ) {
        let parts = target.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var block = HeaderBlock()
        for (name, value) in headers {
            Array(name.utf8).withUnsafeBufferPointer { name in
                Array(value.utf8).withUnsafeBufferPointer { value in
                    block.append(name: name, value: value)
                }
            }
        }
        self.init(
            method: method, path: parts.first.map(String.init) ?? "/",
            rawQuery: parts.count > 1 ? String(parts[1]) : "", requestID: requestID,
            contentLength: nil, hasBody: false, headers: block, connection: nil)
    }

    /// The value of a header field, its name given in lower case; several of them are joined by
    /// commas, as their meaning is.
    public func header(_ lowercased: String) -> String? {
        var value: String?
        headerBlock.ranges(of: lowercased) { range in
            let text = String(decoding: headerBlock.bytes[range], as: UTF8.self)
            value = value.map { "\($0), \(text)" } ?? text
        }
        return value
    }

    /// The bytes of the first header field of that name, without making a string of them.
    public func headerBytes(_ lowercased: String) -> ArraySlice<UInt8>? {
        var first: Range<Int>?
        headerBlock.ranges(of: lowercased) { range in
            first = first ?? range
        }
        return first.map { headerBlock.bytes[$0] }
    }

    /// Every header field in the order in which it came, names in lower case.
    public var headers: [(name: String, value: String)] { headerBlock.fields }

    /// The query's names and values, decoded, in order; decoded anew at each call.
    /// - Returns: nil when an escape is malformed or what it decodes to is not UTF-8.
    public var query: [(name: String, value: String)]? { QueryText.decode(rawQuery) }

    /// The address of the peer, without port: the client's own, or that of a proxy before it; nil
    /// of a request that came over no connection.
    public var peer: IPAddress? { connection?.peer }
}
