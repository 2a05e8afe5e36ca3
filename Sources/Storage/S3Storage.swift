public import Bedrock
import Cryptography
public import HTTP

/// Where an S3 server is, and by which keys it knows us.
public struct S3Settings: Sendable {
    /// `https://s3.eu-central-1.amazonaws.com`, `http://127.0.0.1:9000`: without a slash.
    public let endpoint: String
    public let region: String
    public let bucket: String
    public let accessKey: String
    public let secretKey: Secret<String>

    /// Takes them as they are; whether they hold, the server says.
    public init(
        endpoint: String, region: String, bucket: String, accessKey: String,
        secretKey: Secret<String>
    ) {
        self.endpoint = endpoint
        self.region = region
        self.bucket = bucket
        self.accessKey = accessKey
        self.secretKey = secretKey
    }
}

/// Objects in a bucket of whatever speaks Amazon's S3, addressed by path.
///
/// Requests are signed by the HTTP client's library (AWS Signature Version 4), the digest of what
/// is sent included, so that a server which checks it takes no byte that was changed on the way.
public final class S3Storage: ObjectStorage, @unchecked Sendable {
    // Unchecked: used on the client's loop only.

    /// Transfers at a time: each holds its object in memory.
    private static let transfers = 16

    private let settings: S3Settings
    private let client: HTTPClient
    private var underWay = 0

    /// Requests go by the client given, on its loop.
    public init(_ settings: S3Settings, client: HTTPClient) {
        self.settings = settings
        self.client = client
    }

    public func put(_ file: SpooledFile, as key: ObjectKey) async throws(StorageError) {
        try begin()
        defer { underWay -= 1 }
        let bytes = try await file.bytes()
        let digest = file.sha256.isEmpty ? SHA256.digest(of: bytes) : file.sha256
        let answer = try await send("PUT", key, bytes, digest)
        guard (200..<300).contains(answer.status) else { throw error(answer, "PUT") }
    }

    public func get(_ key: ObjectKey, limit: Int) async throws(StorageError) -> StoredObject {
        try begin()
        defer { underWay -= 1 }
        let answer = try await send("GET", key, limit: limit)
        guard answer.status == 200 else { throw error(answer, "GET") }
        return StoredObject(bytes: answer.body)
    }

    public func delete(_ key: ObjectKey) async throws(StorageError) {
        let answer = try await send("DELETE", key)
        guard (200..<300).contains(answer.status) else {
            let error = error(answer, "DELETE")
            if error == .missing { return }
            throw error
        }
    }

    public func exists(_ key: ObjectKey) async throws(StorageError) -> Bool {
        let answer = try await send("HEAD", key)
        if answer.status == 404 { return false }
        guard answer.status == 200 else { throw error(answer, "HEAD") }
        return true
    }

    private func begin() throws(StorageError) {
        guard underWay < Self.transfers else { throw .busy }
        underWay += 1
    }

    private func send(
        _ method: String, _ key: ObjectKey, _ body: [UInt8] = [], _ digest: [UInt8]? = nil,
        limit: Int = 64 << 10
    ) async throws(StorageError) -> ClientResponse {
        let sum = Hexadecimal.encode(digest ?? SHA256.digest(of: body))
        var request = ClientRequest(
            method: method, url: "\(settings.endpoint)/\(settings.bucket)/\(key.text)",
            headers: [("x-amz-content-sha256", sum)], body: body)
        if method == "PUT" {
            request.headers.append(("Content-Type", "application/octet-stream"))
        }
        request.responseLimit = max(limit, 64 << 10)
        request.signature = RequestSignature(
            region: settings.region, service: "s3", accessKey: settings.accessKey,
            secretKey: settings.secretKey)
        do {
            return try await client.send(request)
        } catch ClientError.responseTooLarge {
            throw .tooLarge(limit: limit)
        } catch ClientError.overloaded {
            throw .busy
        } catch {
            throw .unreachable("\(method): \(error)")
        }
    }

    private func error(_ answer: ClientResponse, _ method: String) -> StorageError {
        let code = code(in: answer.body)
        let said = "\(method): \(answer.status) \(code)"
        switch answer.status {
        case 404 where code != "NoSuchBucket": return .missing
        case 507: return .full
        case 408, 429, 500...599: return .unreachable(said)
        default: return .refused(said)
        }
    }

    /// What stands between `<Code>` and `</Code>`.
    private func code(in body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(2_048), as: UTF8.self)
        let parts = text.split(separator: "<Code>", maxSplits: 1)
        guard parts.count == 2, let code = parts[1].split(separator: "<").first else { return "" }
        return String(code.prefix(64).filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
    }
}
