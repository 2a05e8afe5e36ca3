import Cryptography
import Testing

@Suite("Rings hold the keys of one purpose")
struct KeyRingTests {
    private static let secret = String(repeating: "A", count: 43)
    private static let longID = String(repeating: "k", count: 33)

    @Test("the first key of the text is the one that signs")
    func text() throws {
        let other = "B" + Self.secret.dropFirst()
        let ring = try KeyRing(text: "new:\(Self.secret),old-1.x_Y:\(other)")
        #expect(ring.entries.map(\.id) == ["new", "old-1.x_Y"])
        #expect(ring.current.id == "new")
    }

    @Test(
        "a text that makes no ring says why",
        arguments: [
            ("", KeyRingError.badForm), ("abc", .badForm), ("a:\(secret),", .badForm),
            ("a:", .shortSecret("a", least: 32)), ("a:AAAA", .shortSecret("a", least: 32)),
            ("a:\(secret)=", .badSecret("a")),
            (":\(secret)", .badID("")), ("a b:\(secret)", .badID("a b")),
            ("a\":\(secret)", .badID("a\"")),
            ("\(longID):\(secret)", .badID(longID)),
            ("a:\(secret),a:\(secret)", .repeated("a")),
            ((1...9).map { "k\($0):\(secret)" }.joined(separator: ","), .tooMany(limit: 8)),
        ])
    func refuses(text: String, error: KeyRingError) {
        #expect(throws: error) { try KeyRing(text: text) }
    }

    @Test("errors repeat no secret")
    func errors() {
        let secret = "hunter2hunter2="
        do {
            _ = try KeyRing(text: "k1:\(secret)")
            Issue.record("a ring of a bad secret")
        } catch {
            #expect(!"\(error)".contains(secret))
        }
    }
}
