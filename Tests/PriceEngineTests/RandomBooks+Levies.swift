import Bedrock
import PriceEngine

extension RandomBook {
    static let places = ["US", "US-IA", "US-IA-POLK", "FR"]

    /// What of a book stands beside its prices; every second book has nothing of the kind.
    mutating func addLevies(to rows: inout BookRows) {
        if dice.once(in: 2) { return }
        rows.place = dice.pick(RandomBook.places)
        rows.taxes = (0..<Int.random(in: 0...7, using: &dice)).map { tax($0) }
        rows.excises = (0..<Int.random(in: 0...5, using: &dice)).map { excise($0) }
        let kinds = ["bottle", "crate", "keg"].shuffled(using: &dice)
        rows.kinds = kinds.prefix(Int.random(in: 0...3, using: &dice)).enumerated().map {
            DepositKindRow(
                id: RandomBook.key(13, $0), code: $1, currency: dice.once(in: 12) ? .eur : .usd,
                amount: isExtreme ? price() : dice.pick([0, 5, 8, 25, 150, 3_000]),
                taxClass: dice.pick([nil, "standard", "reduced", "none"]))
        }
        for variant in rows.variants.indices {
            var levies = VariantLevies(
                taxClass: dice.pick(["standard", "standard", "reduced", "none"]),
                exciseClass: dice.pick([nil, "spirits", "spirits", "wine"]),
                millilitres: dice.once(in: 15) ? nil : dice.pick([330, 700, 750, 50_000]),
                strengthBasisPoints: dice.once(in: 15) ? nil : dice.pick([0, 480, 1_350, 4_000]))
            let units: [SaleUnit] = [
                .base, .named(rows.variants[variant].baseUnit), .named("case"), .named("barrel"),
            ]
            for _ in 0..<Int.random(in: 0...3, using: &dice) {
                levies.containers.append(
                    ContainerRow(
                        dice.pick(units), RandomBook.key(13, Int.random(in: 0...3, using: &dice))))
            }
            rows.variants[variant].levies = levies
        }
    }

    private mutating func tax(_ number: Int) -> TaxRateRow {
        TaxRateRow(
            id: RandomBook.key(11, number), jurisdiction: dice.pick(RandomBook.places),
            taxClass: dice.pick(["standard", "standard", "reduced"]),
            code: dice.pick(["vat", "gst", "city"]),
            basisPoints: dice.pick([0, 1, 333, 725, 2_000, 10_000, 100_000]),
            isInclusive: dice.once(in: 3), position: Int32.random(in: 0...2, using: &dice),
            isCompound: dice.once(in: 2), validFrom: dice.once(in: 3) ? boundary() : nil,
            validUntil: dice.once(in: 4) ? boundary() : nil)
    }

    private mutating func excise(_ number: Int) -> ExciseRateRow {
        ExciseRateRow(
            id: RandomBook.key(12, number), jurisdiction: dice.pick(RandomBook.places),
            exciseClass: dice.pick(["spirits", "spirits", "wine"]),
            code: dice.pick(["federal", "state"]),
            basis: dice.pick([.litreOfAlcohol, .litre]), currency: dice.once(in: 12) ? .eur : .usd,
            perLitre: isExtreme
                ? Int64.random(in: 0...1_000_000_000_000, using: &dice)
                : Int64.random(in: 0...50_000_000, using: &dice),
            strengthFrom: dice.once(in: 3) ? dice.pick([480, 1_350]) : nil,
            strengthUntil: dice.once(in: 4) ? dice.pick([480, 4_000]) : nil,
            validFrom: dice.once(in: 3) ? boundary() : nil,
            validUntil: dice.once(in: 4) ? boundary() : nil)
    }

    private mutating func boundary() -> Instant {
        Instant(microseconds: RandomBook.now + dice.pick([-5, -1, 0, 0, 1, 5]))
    }

    /// Where the goods go, and what comes back.
    mutating func addLevies(to request: inout PricingRequest) {
        if !dice.once(in: 4) { request.place = dice.pick(RandomBook.places + ["DE"]) }
        if dice.once(in: 3) {
            request.empties = (0..<Int.random(in: 1...3, using: &dice)).map { _ in
                ReturnedEmpties(
                    kind: RandomBook.key(13, Int.random(in: 0...3, using: &dice)),
                    count: Int64.random(in: dice.once(in: 10) ? 0...0 : 1...40, using: &dice))
            }
        }
    }
}
