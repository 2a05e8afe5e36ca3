import Bedrock
import Testing

/// A generator that repeats: SplitMix64 from a seed that every failure prints.
private struct Repeatable: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    init() {
        seed = .random(in: .min ... .max)
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

private enum Thing: Identified { static let idPrefix = "thg" }
private enum Other: Identified { static let idPrefix = "oth" }

@Suite("Money is whole, exact and never wraps")
struct MoneyTests {
    @Test("adding, subtracting and multiplying agree with 128 bits, or overflow by name")
    func arithmetic() {
        var random = Repeatable()
        for _ in 0..<20_000 {
            let a = Int64.random(in: .min ... .max, using: &random) >> Int64(random.next() % 40)
            let b = Int64.random(in: .min ... .max, using: &random) >> Int64(random.next() % 40)
            let money = Money(a, .usd)
            #expect(
                (try? money.adding(Money(b, .usd)))?.amount
                    == Int64(exactly: Int128(a) + Int128(b)),
                "seed \(random.seed)")
            #expect(
                (try? money.subtracting(Money(b, .usd)))?.amount
                    == Int64(exactly: Int128(a) - Int128(b)), "seed \(random.seed)")
            #expect(
                (try? money.multiplied(by: b))?.amount == Int64(exactly: Int128(a) * Int128(b)),
                "seed \(random.seed)")
        }
    }

    @Test("a share is rounded once, half away from zero")
    func rounding() throws {
        #expect(try Money(5, .usd).scaled(by: 1, over: 2).amount == 3)
        #expect(try Money(-5, .usd).scaled(by: 1, over: 2).amount == -3)
        #expect(try Money(1, .usd).scaled(by: 1, over: 3).amount == 0)
        #expect(try Money(2, .usd).scaled(by: 1, over: 3).amount == 1)
        #expect(throws: MoneyError.overflow) { try Money(.max, .usd).scaled(by: 3, over: 2) }
        var random = Repeatable()
        for _ in 0..<20_000 {
            let amount = Int64.random(in: -1_000_000...1_000_000, using: &random)
            let rate = Int64.random(in: 0...10_000, using: &random)
            let share = try Money(amount, .eur).scaled(by: rate, over: 10_000).amount
            let twice = (Int128(amount) * Int128(rate) - Int128(share) * 10_000) * 2
            #expect(twice.magnitude <= 10_000, "seed \(random.seed)")
        }
    }

    @Test("currencies have the digits ISO 4217 gives them")
    func exponents() {
        #expect(Currency.jpy.exponent == 0)
        #expect(Currency.kes.exponent == 2)
        #expect(Currency.bhd.exponent == 3)
        #expect(Currency(code: "usd") == nil)
        #expect(Currency(code: "USDX") == nil)
        #expect(Currency(code: "CHF")?.code == "CHF")
    }
}

@Suite("Ids say what they are of")
struct IDTests {
    @Test("every id comes back from its text, and from no other spelling")
    func roundTrip() {
        var random = Repeatable()
        for _ in 0..<5_000 {
            let id = ID<Thing>(uuid: UUIDBytes(high: random.next(), low: random.next()))
            #expect(ID<Thing>(id.text) == id, "seed \(random.seed)")
            #expect(ID<Other>(id.text) == nil, "seed \(random.seed)")
            #expect(ID<Thing>(id.text.uppercased()) == nil, "seed \(random.seed)")
            #expect(ID<Thing>(id.text + "0") == nil, "seed \(random.seed)")
            #expect(ID<Thing>(String(id.text.dropLast())) == nil, "seed \(random.seed)")
            #expect(UUIDBytes(text: id.uuid.text) == id.uuid, "seed \(random.seed)")
        }
    }

    @Test("ids made later sort later, as text too")
    func order() {
        let early = ID<Thing>.make(at: Instant(microseconds: 1_700_000_000_000_000))
        let late = ID<Thing>.make(at: Instant(microseconds: 1_700_000_000_001_000))
        #expect(early < late)
        #expect(early.text < late.text)
        #expect(early.uuid.high >> 12 & 0xF == 7, "version 7")
        #expect(early.uuid.low >> 62 == 2, "the variant of RFC 9562")
    }
}

@Suite("Instants are RFC 3339 at the edge")
struct InstantTests {
    @Test("every instant comes back from its text")
    func roundTrip() {
        var random = Repeatable()
        for _ in 0..<20_000 {
            let instant = Instant(
                microseconds: .random(
                    in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &random))
            #expect(Instant(rfc3339: instant.rfc3339) == instant, "seed \(random.seed)")
        }
    }

    @Test(
        "offsets, fractions and leap days are read as they are meant",
        arguments: [
            ("2022-09-01T12:00:00Z", "2022-09-01T12:00:00Z"),
            ("2022-09-01T14:00:00+02:00", "2022-09-01T12:00:00Z"),
            ("2022-08-31T23:30:00.5-12:30", "2022-09-01T12:00:00.500000Z"),
            ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
        ])
    func reads(text: String, meant: String) {
        #expect(Instant(rfc3339: text)?.rfc3339 == meant)
    }

    @Test(
        "what is no instant is none",
        arguments: [
            "", "2022-09-01", "2022-13-01T00:00:00Z", "2023-02-29T00:00:00Z",
            "2022-09-01T24:00:00Z", "2022-09-01T00:00:00", "2022-09-01T00:00:00.Z",
            "2022-09-01T00:00:00Zx", "0000-01-01T00:00:00Z",
        ])
    func refuses(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }
}
