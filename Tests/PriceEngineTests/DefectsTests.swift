import Bedrock
import PriceEngine
import Testing

@Suite("Rows that can't be used are defects of the book, and the rest stands")
struct DefectsTests {
    private static let gin = PriceTarget.variant(Shop.id("gin"))

    private static func entry(
        _ breaks: [PriceBreak], target: PriceTarget = gin, list: String = "all",
        unit: SaleUnit = .base, rule: QuantityRule? = nil
    ) -> PriceEntryRow {
        PriceEntryRow(
            id: Shop.id("bad"), list: Shop.id(list), target: target, unit: unit, breaks: breaks,
            rule: rule)
    }

    private static let one = [PriceBreak(1, .fixed(1))]

    @Test(
        "an entry",
        arguments: [
            (entry(one, list: "none"), .unknownList),
            (entry(one, target: .variant(Shop.id("none"))), .unknownVariant),
            (entry(one, unit: .named("keg")), .unknownUnit),
            (entry([]), .noBreaks),
            (entry([PriceBreak(0, .fixed(1))]), .invalidBreak),
            (entry([PriceBreak(2, .fixed(1)), PriceBreak(2, .fixed(2))]), .invalidBreak),
            (entry([PriceBreak(1, .fixed(-1))]), .invalidPrice),
            (entry([PriceBreak(1, .costPlus(basisPoints: -10_001))]), .invalidPrice),
            (
                entry([PriceBreak(1, .percentOff(list: Shop.id("all"), basisPoints: 10_001))]),
                .invalidPrice
            ),
            (entry(one, rule: QuantityRule(minimum: 0)), .invalidRule),
            (entry(one, rule: QuantityRule(minimum: 5, maximum: 4)), .invalidRule),
            (entry((1...1_001).map { PriceBreak($0, .fixed(1)) }), .limitExceeded),
        ] as [(PriceEntryRow, BookDefect.Kind)])
    func entries(entry: PriceEntryRow, kind: BookDefect.Kind) {
        var shop = Shop()
        shop.variant("gin")
        shop.list("all", to: .everybody)
        shop.price(.wholeList, on: "all", [PriceBreak(1, .fixed(500))])
        shop.rows.entries.append(entry)
        #expect(shop.rows.compiled().defects == [BookDefect(id: Shop.id("bad"), kind: kind)])
        #expect(shop.line("gin", 1).total == 500)
    }

    @Test("of two entries for one target and unit the lesser id counts")
    func duplicates() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("all", to: .everybody)
        shop.price("gin", on: "all", 500)
        shop.price("gin", on: "all", 400, per: .named("bottle"))
        let defect = BookDefect(id: shop.rows.entries[1].id, kind: .duplicateEntry)
        #expect(shop.rows.compiled().defects == [defect])
        #expect(shop.line("gin", 1).total == 500)
        shop.rows.entries.reverse()
        #expect(shop.line("gin", 1).total == 500)
    }

    @Test("lists, variants and packs")
    func others() {
        var shop = Shop()
        shop.list("all", to: .everybody)
        shop.list("all", to: .everybody)
        shop.variant("gin", packs: [PackRow("case", 0), PackRow("box", 6), PackRow("bottle", 2)])
        shop.variant("gin")
        shop.variant("rum", cost: -1)
        shop.price(.wholeList, on: "all", [PriceBreak(1, .fixed(500))])
        let kinds = shop.rows.compiled().defects.map(\.kind)
        #expect(
            kinds == [.duplicateList, .duplicateVariant, .invalidPack, .invalidPack, .invalidPrice])
        #expect(shop.line("gin", 1, .named("box")).total == 3_000)
        #expect(shop.line("gin", 1, .cases).problems == [.unknownUnit])
    }

    @Test("an empty book prices nothing and says so")
    func empty() {
        let basket = Shop().basket([("gin", .base, 1)])
        #expect(basket.lines[0].problems == [.unknownVariant])
        #expect(Shop().basket([]).total == Money(0, .usd))
    }
}
