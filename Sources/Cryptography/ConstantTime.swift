import COpenSSL

/// Comparison whose duration says nothing about where two secrets differ.
public enum ConstantTime {
    /// Whether both hold the same bytes; only their lengths show in the time it takes.
    public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        equal(left.span, right.span)
    }

    /// Whether both hold the same bytes; only their lengths show in the time it takes.
    public static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        if left.isEmpty { return true }
        return left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                CRYPTO_memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0
            }
        }
    }

    /// Whether both hold the same UTF-8; only their lengths show in the time it takes.
    public static func equal(_ left: String, _ right: String) -> Bool {
        equal(left.utf8.span, right.utf8.span)
    }
}
