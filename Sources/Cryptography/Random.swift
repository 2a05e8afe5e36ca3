import COpenSSL

/// Unpredictable bytes from OpenSSL's generator.
public enum Random {
    /// The given number of unpredictable bytes.
    public static func bytes(_ count: Int) -> [UInt8] {
        precondition(count >= 0 && count <= Int(Int32.max), "a count of random bytes")
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            if count > 0 {
                precondition(
                    RAND_bytes(buffer.baseAddress, Int32(count)) == 1, "no entropy to be had")
            }
            filled = count
        }
    }

    /// An opaque token: base64url of so many random bytes (32 bytes make 43 characters).
    public static func token(bytes count: Int = 32) -> String {
        precondition(count >= 16, "fewer than 128 bits can be guessed")
        return Base64URL.encode(bytes(count))
    }

    /// A numeric code of so many digits (1...18), each value equally likely: sign-in codes.
    public static func digits(_ count: Int) -> String {
        precondition((1...18).contains(count), "a code has 1 to 18 digits")
        var generator = RandomGenerator()
        var bound: UInt64 = 1
        for _ in 0..<count { bound *= 10 }
        let text = String(UInt64.random(in: 0..<bound, using: &generator))
        return String(repeating: "0", count: count - text.utf8.count) + text
    }
}

/// OpenSSL's generator in the shape that the standard library's `random(in:using:)` takes.
public struct RandomGenerator: RandomNumberGenerator, Sendable {
    /// Makes one; all of them draw from the same source.
    public init() {}

    /// Eight unpredictable bytes.
    public mutating func next() -> UInt64 {
        var value: UInt64 = 0
        let drawn = withUnsafeMutableBytes(of: &value) { buffer in
            RAND_bytes(buffer.baseAddress!.assumingMemoryBound(to: UInt8.self), 8)
        }
        precondition(drawn == 1, "no entropy to be had")
        return value
    }
}
