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
