import Bedrock
import Postgres

/// What a key was answered with.
struct IdempotencyRecord {
    let operation: String
    let requestHash: [UInt8]
    let status: Int32?
    let headers: String?
    let body: [UInt8]?
    let subject: UUIDBytes?
}

/// Idempotency keys: kept in the transaction of the effect they promise, never in a cache.
package enum Idempotency {
    static let claim = Statement<
        Void, UUIDBytes, String, String, [UInt8], Int32?, String?, [UInt8]?, UUIDBytes?
    >("select platform.claim_key($1, $2, $3, $4, $5, $6, $7, $8)")

    static let keep = Statement<Void, UUIDBytes, String, Int32, String, [UInt8]>(
        "select platform.keep_answer($1, $2, $3, $4, $5)")

    static let recall = Statement<IdempotencyRecord, UUIDBytes, String>(
        """
        select operation, request_hash, status, headers, body, subject
        from platform.recall_answer($1, $2)
        """
    ) { row in
        IdempotencyRecord(
            operation: try row.read(), requestHash: try row.read(), status: try row.read(),
            headers: try row.read(), body: try row.read(), subject: try row.read())
    }

    /// Headers as lines of `name: value`; ours hold no line breaks.
    static func text(of headers: [(String, String)]) -> String {
        headers.map { "\($0.0): \($0.1)" }.joined(separator: "\n")
    }

    static func headers(of text: String?) -> [(String, String)] {
        (text ?? "").split(separator: "\n").compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[colon...].dropFirst(2)))
        }
    }
}

extension Caller {
    /// Whose keys they are: the organization's, else the account's, else nobody's.
    var scope: UUIDBytes {
        organization?.uuid ?? account?.uuid ?? UUIDBytes(high: 0, low: 0)
    }
}
