import Catalog
import Testing

@Suite("A barcode's number")
struct CatalogGTINTests {
    @Test(
        "is padded to one of the four lengths",
        arguments: [
            ("88004022723", "088004022723"), ("88352120577", "088352120577"),
            ("979986", "00979986"), ("4006381333931", "4006381333931"),
            ("10088004038226", "10088004038226"), ("400203940", "000400203940"),
        ])
    func padding(_ text: String, _ digits: String) throws {
        let gtin = try #require(GTIN(text))
        #expect(gtin.digits == digits)
        #expect(gtin.hasValidCheckDigit)
    }

    @Test(
        "is refused where it is none",
        arguments: ["", "0", "000000000000", "12A4", "-5", "123456789012345", "١٢٣٤٥٦٧٨"])
    func refused(_ text: String) {
        #expect(GTIN(text) == nil)
    }

    @Test("is found under every spelling of the same number")
    func spellings() throws {
        let gtin = try #require(GTIN("036000291452"))
        #expect(gtin.spellings == ["036000291452", "0036000291452", "00036000291452"])
        #expect(GTIN("96385074")?.spellings.first == "96385074")
    }

    @Test("has one right check digit, and no wrong digit goes unnoticed")
    func checkDigits() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed: \(seed)")
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let length = GTIN.lengths.randomElement(using: &random)!
            let body = (1..<length).map { _ in String(Int.random(in: 0...9, using: &random)) }
                .joined()
            let whole = body + String(GTIN.checkDigit(of: body))
            guard let gtin = GTIN(whole) else { continue }
            #expect(gtin.hasValidCheckDigit, "\(whole)")
            var digits = whole.map { $0.wholeNumberValue! }
            let place = Int.random(in: 0..<length, using: &random)
            digits[place] = (digits[place] + Int.random(in: 1...9, using: &random)) % 10
            let damaged = digits.map(String.init).joined()
            if let damaged = GTIN(damaged), damaged.digits.count == length {
                #expect(!damaged.hasValidCheckDigit, "\(whole) became \(damaged.digits)")
            }
        }
    }
}
