import COpenSSL

/// The SHA-256 digest.
public enum SHA256 {
    /// The length of a digest in bytes.
    public static let length = 32

    /// The digest of the bytes.
    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        digest(of: bytes.span)
    }

    /// The digest of the bytes.
    public static func digest(of bytes: Span<UInt8>) -> [UInt8] {
        bytes.withUnsafeBufferPointer { bytes in
            [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
                stock.lend { context in
                    begin(context)
                    precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1)
                    precondition(EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1)
                }
                filled = length
            }
        }
    }

    /// The digest of the UTF-8 of a text.
    public static func digest(of text: String) -> [UInt8] {
        digest(of: text.utf8.span)
    }

    fileprivate static func begin(_ context: OpaquePointer) {
        precondition(EVP_DigestInit_ex2(context, algorithm.pointer, nil) == 1, "SHA-256 is there")
    }

    private struct Algorithm: @unchecked Sendable { let pointer: OpaquePointer }

    /// Fetched once: a fetch costs more than a short digest.
    private static let algorithm = Algorithm(pointer: EVP_MD_fetch(nil, "SHA256", nil)!)

    fileprivate static let stock = ContextStock(
        make: { EVP_MD_CTX_new()! }, drop: { EVP_MD_CTX_free($0) })
}

/// A SHA-256 digest of what arrives in parts: files, uploads.
public struct SHA256Stream: ~Copyable {
    private let context: OpaquePointer

    /// Begins with no bytes.
    public init() {
        context = EVP_MD_CTX_new()!
        SHA256.begin(context)
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes the next bytes.
    public mutating func update(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { bytes in
            precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1)
        }
    }

    /// The digest of all bytes taken.
    public consuming func digest() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256.length) { buffer, filled in
            precondition(EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1)
            filled = SHA256.length
        }
    }
}
