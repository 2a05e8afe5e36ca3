import Exchange
import Testing

@Suite("A decimal number in a file")
struct CatalogDecimalTests {
    @Test(
        "is read exactly",
        arguments: [
            ("23.36", 2, 2_336), ("23", 2, 2_300), ("0.1", 2, 10), (".5", 2, 50), ("5.", 2, 500),
            ("23.3600", 2, 2_336), ("1200", 0, 1_200), ("1.234", 3, 1_234), ("-1.50", 2, -150),
            ("0", 2, 0), ("92233720368547758.07", 2, Int64.max), ("7", 0, 7), ("7.00", 0, 7),
        ])
    func reads(_ text: String, _ places: Int, _ value: Int64) {
        #expect(DecimalText.read(text, places: places) == value)
    }

    @Test(
        "is refused rather than rounded or guessed",
        arguments: [
            "", ".", "-", "1.2.3", "1,50", "$5", "5 ", "1e3", "0.005", "--1", "NaN", "٣",
            "92233720368547758.08", "99999999999999999999",
        ])
    func refuses(_ text: String) {
        #expect(DecimalText.read(text, places: 2) == nil)
    }

    @Test("comes back as it was written")
    func roundTrip() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed: \(seed)")
        var random = SeededRandom(seed: seed)
        for _ in 0..<1_000 {
            let value = Int64.random(in: 0...Int64.max, using: &random) >> Int64.random(
                in: 0...62, using: &random)
            let cents = String(value % 100)
            let text = "\(value / 100).\(cents.count == 1 ? "0" : "")\(cents)"
            #expect(DecimalText.read(text, places: 2) == value, "\(text)")
        }
    }
}
