import Cryptography
import Testing

@Suite("Codecs have one text for one value")
struct CodecTests {
    @Test(
        "base64url agrees with RFC 4648, without padding",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("\u{3}?>~", "Az8-fg"),
        ])
    func urlVectors(plain: String, coded: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == coded)
        #expect(Base64URL.decode(coded) == Array(plain.utf8))
    }

    @Test(
        "base64 agrees with RFC 4648, with padding",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ])
    func paddedVectors(plain: String, coded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == coded)
        #expect(Base64.decode(coded) == Array(plain.utf8))
    }

    @Test(
        "other spellings are refused",
        arguments: [
            "Z", "Zg=", "Zg==", "Zh", "Zm9", "Zm8=", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zmäv",
            "Zm9vY", "Zm9\0",
        ])
    func otherSpellings(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(
        "padded base64 refuses other spellings too",
        arguments: ["Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm-v", "====", "=", "Zg==Zg=="])
    func otherPaddedSpellings(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("random bytes come back from every codec")
    func roundTrips() {
        var generator = SeededGenerator(printing: "codec")
        for _ in 0..<500 {
            let bytes = generator.bytes(Int.random(in: 0...70, using: &generator))
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
        }
    }

    @Test("what decodes, encodes to the same text: no value has two texts")
    func canonical() {
        var generator = SeededGenerator(printing: "canonical")
        let letters = Array("AQgwZhmz05-_+/=".utf8)
        for _ in 0..<5000 {
            let count = Int.random(in: 0...6, using: &generator)
            let bytes = (0..<count).map { _ in letters.randomElement(using: &generator)! }
            let text = String(decoding: bytes, as: UTF8.self)
            if let value = Base64URL.decode(text) { #expect(Base64URL.encode(value) == text) }
            if let value = Base64.decode(text) { #expect(Base64.encode(value) == text) }
        }
    }

    @Test("hexadecimal refuses odd lengths and foreign digits", arguments: ["a", "0g", "é", "0x10"])
    func hexadecimal(text: String) {
        #expect(Hexadecimal.decode(text) == nil)
    }
}
