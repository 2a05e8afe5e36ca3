import Cryptography
import Foundation
import Testing

/// Vectors that others published, read from a folder outside the package.
///
/// `DRAY_SHARED_DATA` names it; without that it is `../shared/data` beside the package. Where the
/// folder is missing the tests are skipped; where a file in it is missing or differs they fail.
enum PublishedVectors {
    static let folder: URL = {
        if let named = ProcessInfo.processInfo.environment["DRAY_SHARED_DATA"], !named.isEmpty {
            return URL(fileURLWithPath: named, isDirectory: true)
        }
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { package.deleteLastPathComponent() }
        return package.appendingPathComponent("../shared/data", isDirectory: true).standardized
    }()

    static var areThere: Bool { FileManager.default.fileExists(atPath: folder.path) }

    static func read<Document: Decodable>(_ path: String) throws -> Document {
        let data = try Data(contentsOf: folder.appendingPathComponent(path))
        return try JSONDecoder().decode(Document.self, from: data)
    }
}

/// The value, or a failed test: `#require` inside another one does not compile.
func needed<Value>(_ value: Value?) throws -> Value { try #require(value) }

/// The bytes of hexadecimal digits, or a failed test.
func hex(_ digits: String) throws -> [UInt8] { try #require(Hexadecimal.decode(digits)) }

/// The bytes of a base64url text that is there, or a failed test.
func base64URL(_ text: String?) throws -> [UInt8] {
    try #require(text.flatMap { Base64URL.decode($0) })
}

/// A generator whose sequence is decided by a printed seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
