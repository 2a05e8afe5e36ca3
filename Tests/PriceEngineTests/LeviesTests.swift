import Bedrock
import PriceEngine
import Testing

extension Shop {
    mutating func tax(
        _ code: String, _ basisPoints: Int32, at place: String = "US", of taxClass: String? = nil,
        inclusive: Bool = false, position: Int32 = 0, compound: Bool = false, from: Int64? = nil
    ) {
        rows.taxes.append(
            TaxRateRow(
                id: RandomBook.key(11, rows.taxes.count), jurisdiction: place,
                taxClass: taxClass ?? VariantRow.standardTaxClass, code: code,
                basisPoints: basisPoints, isInclusive: inclusive, position: position,
                isCompound: compound, validFrom: from.map { Instant(microseconds: $0) }))
    }

    /// - Parameter perLitre: ten-thousandths of a cent.
    mutating func excise(
        _ code: String, _ basis: ExciseBasis, _ perLitre: Int64, at place: String = "US",
        from: Int32? = nil, until: Int32? = nil
    ) {
        rows.excises.append(
            ExciseRateRow(
                id: RandomBook.key(12, rows.excises.count), jurisdiction: place,
                exciseClass: "spirits", code: code, basis: basis, currency: .usd,
                perLitre: perLitre, strengthFrom: from, strengthUntil: until))
    }

    mutating func container(_ code: String, _ amount: Int64, taxedBy taxClass: String? = nil) {
        rows.kinds.append(
            DepositKindRow(
                id: Shop.id(code), code: code, currency: .usd, amount: amount, taxClass: taxClass))
    }

    mutating func levies(of name: String, _ levies: VariantLevies) {
        for variant in rows.variants.indices where rows.variants[variant].id == Shop.id(name) {
            rows.variants[variant].levies = levies
        }
    }

    /// Gin for 10.00: bottles of 0.75 l at 40 %, which come with a deposit, in crates of twelve.
    static func gin() -> Shop {
        var shop = Shop()
        shop.sell("gin", 1_000)
        shop.levies(
            of: "gin",
            VariantLevies(
                exciseClass: "spirits", millilitres: 750, strengthBasisPoints: 4_000,
                containers: [
                    ContainerRow(.base, Shop.id("bottle")), ContainerRow(.cases, Shop.id("crate")),
                ]))
        return shop
    }
}

extension PricedBasket {
    var gross: Int64? { levies?.sums?.gross.amount }
}

@Suite("Beside the price: deposits")
struct DepositsTests {
    @Test("one is taken for each container, on lines of their own, and is never discounted")
    func containers() throws {
        var shop = Shop.gin()
        shop.container("bottle", 25)
        shop.container("crate", 150)
        shop.promote("ten", .percentOff(basisPoints: 1_000))
        let basket = shop.basket([("gin", .cases, 2), ("gin", .base, 3)])
        let levies = try #require(basket.levies)
        #expect(basket.total?.amount == 24_300)
        #expect(levies.deposits.map(\.code) == ["bottle", "crate"])
        #expect(levies.deposits.map(\.count) == [27, 2])
        #expect(levies.deposits.map(\.gross.amount) == [675, 300])
        #expect(levies.sums?.deposit.amount == 975)
        #expect(basket.gross == 25_275)
        // The lines say which containers they brought, and don't charge them a second time.
        #expect(basket.lines[1].levies?.containers.map(\.count) == [3])
        #expect(basket.lines[1].levies?.gross.amount == 2_700)
    }

    @Test("it is taxed where its kind has a class, by the rate of that class")
    func taxed() throws {
        var shop = Shop.gin()
        shop.container("bottle", 25, taxedBy: "standard")
        shop.container("crate", 150)
        shop.tax("vat", 2_000)
        let basket = shop.basket([("gin", .cases, 2)])
        let deposits = try #require(basket.levies?.deposits)
        #expect(deposits.map(\.net.amount) == [600, 300])
        #expect(deposits.map(\.tax.amount) == [120, 0])
        #expect(basket.levies?.sums?.tax.amount == 4_920)
        #expect(basket.gross == 29_820)
    }

    @Test("a tax that prices contain is contained in deposits too")
    func contained() {
        var shop = Shop.gin()
        shop.container("bottle", 25, taxedBy: "standard")
        shop.tax("vat", 2_500, inclusive: true)
        let deposit = shop.bottles([("gin", 2)]).levies?.deposits.first
        #expect(deposit?.net.amount == 40)
        #expect(deposit?.tax.amount == 10)
        #expect(deposit?.gross.amount == 50)
    }

    @Test("empties that come back are a line below zero, tax and all")
    func empties() throws {
        var shop = Shop.gin()
        shop.container("bottle", 25, taxedBy: "standard")
        shop.tax("vat", 2_000)
        shop.empties = [("bottle", 10), ("bottle", 5), ("keg", 1)]
        let basket = shop.bottles([("gin", 4)])
        let levies = try #require(basket.levies)
        #expect(levies.deposits.map(\.count) == [4, -15])
        #expect(levies.deposits.map(\.net.amount) == [100, -375])
        #expect(levies.deposits.map(\.tax.amount) == [20, -75])
        #expect(basket.gross == 4_470)
        #expect(levies.refusedEmpties == [ReturnedEmpties(kind: Shop.id("keg"), count: 1)])
    }
}

@Suite("Beside the price: excise and tax")
struct ExciseAndTaxTests {
    @Test("excise is by volume and strength: two cases of gin are 7.2 litres of alcohol")
    func byAlcohol() throws {
        var shop = Shop.gin()
        shop.excise("federal", .litreOfAlcohol, 3_566_000)
        let line = shop.line("gin", 2, .cases)
        // 24 × 0.75 l × 40 % = 7.2 l at 3.566 a litre: 25.6752.
        #expect(line.levies?.excises.map(\.amount.amount) == [2_568])
        #expect(line.levies?.gross.amount == 26_568)
        #expect(line.total == 24_000)
    }

    @Test("or by volume alone: two cases are 18 litres")
    func byVolume() {
        var shop = Shop.gin()
        shop.excise("state", .litre, 283_100)
        #expect(shop.line("gin", 2, .cases).levies?.excise.amount == 510)
    }

    @Test("at a place its own excise and its country's are due; of one code the smaller place's")
    func excisePlaces() {
        var shop = Shop.gin()
        shop.excise("federal", .litreOfAlcohol, 3_000_000)
        shop.excise("state", .litre, 100_000, at: "US-IA")
        shop.excise("federal", .litreOfAlcohol, 1_000_000, at: "US-AK")
        for (place, expected) in [("US", [90]), ("US-IA", [90, 8]), ("US-AK", [30]), ("DE", [])] {
            shop.place = place
            let amounts = shop.line("gin", 1).levies?.excises.map(\.amount.amount)
            #expect(amounts == expected.map(Int64.init))
        }
    }

    @Test("a rate may be for some strengths only: from the first, below the second")
    func strengths() {
        for (strength, amount): (Int32, Int64) in [
            (1_349, 0), (1_350, 75), (3_999, 75), (4_000, 0),
        ] {
            var shop = Shop.gin()
            shop.levies(
                of: "gin",
                VariantLevies(
                    exciseClass: "spirits", millilitres: 750, strengthBasisPoints: strength))
            shop.excise("wine", .litre, 1_000_000, from: 1_350, until: 4_000)
            #expect(shop.line("gin", 1).levies?.excise.amount == amount)
        }
    }

    @Test("what isn't measured can't be ordered where its excise asks for it")
    func unmeasured() {
        var shop = Shop.gin()
        shop.levies(of: "gin", VariantLevies(exciseClass: "spirits", millilitres: 750))
        shop.excise("federal", .litreOfAlcohol, 3_566_000, at: "US")
        #expect(shop.line("gin", 1).problems == [.unmeasured])
        shop.place = "DE"
        #expect(shop.line("gin", 1).problems.isEmpty)
    }

    @Test("tax is by class and place")
    func classes() {
        var shop = Shop()
        shop.sell("gin", 1_000)
        shop.sell("book", 1_000)
        shop.levies(of: "book", VariantLevies(taxClass: "reduced"))
        shop.tax("vat", 2_000, at: "FR")
        shop.tax("vat", 550, at: "FR", of: "reduced")
        shop.tax("vat", 1_900, at: "DE")
        shop.place = "FR"
        let french = shop.bottles([("gin", 1), ("book", 1)])
        #expect(french.lines.map { $0.levies?.tax.amount } == [200, 55])
        shop.place = "DE"
        let german = shop.bottles([("gin", 1), ("book", 1)])
        #expect(german.lines.map { $0.levies?.tax.amount } == [190, 0])
        #expect(german.levies?.place == "DE")
    }

    @Test("where no place is named the seller's own counts")
    func ownPlace() {
        var shop = Shop()
        shop.sell("gin", 1_000)
        shop.rows.place = "US-IA"
        shop.tax("sales", 600, at: "US-IA")
        #expect(shop.bottles([("gin", 1)]).gross == 1_060)
    }

    @Test("an exclusive tax is on what promotions leave and on the excise, rounded once")
    func exclusive() {
        var shop = Shop.gin()
        shop.excise("federal", .litreOfAlcohol, 3_566_000)
        shop.tax("vat", 2_000)
        let line = shop.line("gin", 2, .cases)
        #expect(line.levies?.taxes.first?.base.amount == 26_568)
        #expect(line.levies?.tax.amount == 5_314)
        #expect(line.levies?.gross.amount == 31_882)
        shop.promote("half", .percentOff(basisPoints: 5_000))
        #expect(shop.line("gin", 2, .cases).levies?.tax.amount == 2_914)
    }

    @Test("an inclusive tax is contained in the price, which stays what is paid")
    func inclusive() {
        var shop = Shop()
        shop.sell("gin", 1_200)
        shop.tax("vat", 2_000, inclusive: true)
        let basket = shop.bottles([("gin", 10)])
        #expect(basket.lines[0].levies?.net.amount == 10_000)
        #expect(basket.lines[0].levies?.tax.amount == 2_000)
        #expect(basket.gross == 12_000)
    }

    @Test("taxes follow one another in their order; a compound one is on those before it too")
    func compound() {
        for (isCompound, second): (Bool, Int64) in [(true, 1_050), (false, 1_000)] {
            var shop = Shop()
            shop.sell("gin", 1_000)
            shop.tax("a-last", 1_000, position: 2, compound: isCompound)
            shop.tax("z-first", 500, position: 1)
            let taxes = shop.bottles([("gin", 10)]).lines[0].levies?.taxes
            #expect(taxes?.map(\.code) == ["z-first", "a-last"])
            #expect(taxes?.map(\.amount.amount) == [500, second])
        }
    }

    @Test("taxes that a price contains are taken out of it as they would be put on")
    func compoundInclusive() {
        var shop = Shop()
        shop.sell("gin", 1_155)
        shop.tax("one", 500, inclusive: true, position: 1)
        shop.tax("two", 1_000, inclusive: true, position: 2, compound: true)
        shop.tax("three", 1_000, position: 0)
        let levies = shop.bottles([("gin", 10)]).lines[0].levies
        #expect(levies?.net.amount == 10_000)
        #expect(levies?.taxes.map(\.amount.amount) == [500, 1_050, 1_000])
        #expect(levies?.gross.amount == 12_550)
    }

    @Test("of one code the smaller place's rate counts, and a rate of nothing exempts")
    func placesOfTaxes() {
        var shop = Shop()
        shop.sell("gin", 1_000)
        shop.tax("gst", 500, at: "CA")
        shop.tax("pst", 700, at: "CA-BC")
        shop.tax("gst", 0, at: "CA-BC-FN")
        for (place, tax): (String, Int64) in [
            ("CA", 500), ("CA-BC", 1_200), ("CA-BC-FN", 700), ("CA-B", 500), ("C", 0),
        ] {
            shop.place = place
            #expect(shop.bottles([("gin", 10)]).levies?.sums?.tax.amount == tax)
        }
    }

    @Test("a rate holds until the next of its code comes into force, to the microsecond")
    func succession() {
        var shop = Shop()
        shop.sell("gin", 1_000)
        shop.tax("vat", 1_900)
        shop.tax("vat", 1_600, from: 1_000)
        for (instant, tax): (Int64, Int64) in [(999, 190), (1_000, 160), (1_001, 160)] {
            shop.instant = Instant(microseconds: instant)
            #expect(shop.bottles([("gin", 1)]).levies?.sums?.tax.amount == tax)
        }
    }

    @Test("every line rounds each tax once, half away from zero, and the sums are of those")
    func rounding() {
        var shop = Shop()
        shop.sell("gin", 50)
        shop.sell("rum", 30)
        shop.tax("sales", 500)
        // 2.5 and 1.5: 3 and 2, not 4 of the 80 together.
        #expect(shop.bottles([("gin", 1), ("rum", 1)]).levies?.sums?.tax.amount == 5)
    }

    @Test("an amount beyond 64 bits is a problem by name")
    func overflow() {
        var shop = Shop()
        shop.sell("gin", 1_000_000_000_000)
        shop.tax("vat", 2_000)
        let basket = shop.bottles([("gin", 9_000_000)])
        #expect(basket.lines[0].problems == [.amountOverflow])
        #expect(basket.lines[0].total == 9_000_000_000_000_000_000)
        #expect(!basket.isOrderable)
    }

    @Test("the trace has every number that a levy was made of")
    func trace() {
        var shop = Shop.gin()
        shop.excise("federal", .litreOfAlcohol, 3_566_000)
        shop.tax("vat", 2_000)
        shop.container("bottle", 25)
        let json = String(
            decoding: shop.line("gin", 2, .cases).trace?.json ?? [], as: UTF8.self)
        #expect(
            json.hasSuffix(
                """
                ,"excise":[{"rate_id":"exr_\(RandomBook.key(12, 0).base32)","code":"federal",\
                "basis":"litre_of_alcohol","per_litre":3566000,"base_quantity":24,\
                "volume_ml":750,"strength_bp":4000,"amount":{"amount":2568,"currency":"USD"}}],\
                "tax":[{"rate_id":"txr_\(RandomBook.key(11, 0).base32)","code":"vat",\
                "basis_points":2000,"base":{"amount":26568,"currency":"USD"},\
                "amount":{"amount":5314,"currency":"USD"}}],\
                "deposits":[{"kind_id":"dpk_\(Shop.id("bottle").base32)","code":"bottle",\
                "count":24,"each":{"amount":25,"currency":"USD"},\
                "amount":{"amount":600,"currency":"USD"}}]}
                """), "\(json)")
    }
}

extension UUIDBytes {
    fileprivate var base32: String {
        var bytes: [UInt8] = []
        Base32.append(self, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
