public import Bedrock

/// A made-up book of any size and baskets for it: to measure with, never to sell by.
public struct SyntheticBook: Sendable {
    public let book: PriceBook
    public let currency: Currency
    /// How long it took to compile from its rows.
    public let compiling: Duration
    private let variants: Int
    private let lists: Int

    /// A book of so many variants in cases of 12, each with entries in so many of the lists.
    ///
    /// The first list serves everybody, the others a group each; every entry is a ladder of five
    /// breaks. Of a hundred promotions one is for the order; the others name so many variants that
    /// a fifth of them is in one.
    public init(
        variants: Int = 100_000, lists: Int = 20, entriesPerVariant: Int = 10,
        promotions: Int = 0, currency: Currency = .usd
    ) {
        self.variants = variants
        self.lists = lists
        self.currency = currency
        let entries = SyntheticBook.entries(variants, lists, entriesPerVariant)
        let start = ContinuousClock.now
        var builder = PriceBookBuilder(version: 1)
        builder.reserve(variants: variants)
        for list in 0..<lists {
            let audience: Audience = list == 0 ? .everybody : .group(SyntheticBook.id(9, list))
            builder.add(
                PriceListRow(
                    id: SyntheticBook.id(1, list), name: "List \(list)", currency: currency,
                    assignments: [audience]))
        }
        for variant in 0..<variants {
            builder.add(
                VariantRow(
                    id: SyntheticBook.id(2, variant), packs: [PackRow("case", 12)]))
        }
        for entry in entries { builder.add(entry) }
        for number in 0..<promotions {
            builder.add(SyntheticBook.promotion(number, currency, of: variants))
        }
        book = builder.finish()
        compiling = ContinuousClock.now - start
    }

    private static func entries(
        _ variants: Int, _ lists: Int, _ perVariant: Int
    ) -> [PriceEntryRow] {
        var rows: [PriceEntryRow] = []
        rows.reserveCapacity(variants * perVariant)
        for variant in 0..<variants {
            for entry in 0..<perVariant {
                // The first list has every variant; the others take turns.
                let list = entry == 0 ? 0 : 1 + (variant &* 7 &+ entry) % max(1, lists - 1)
                rows.append(SyntheticBook.entry(variant, list))
            }
        }
        return rows
    }

    private static func promotion(
        _ number: Int, _ currency: Currency, of variants: Int
    ) -> PromotionRow {
        let benefit: PromotionBenefit =
            switch number % 5 {
            case 0: .amountOff(25)
            case 1: .buyGet(BuyGet(buy: 11, get: 1, pool: .eachVariant))
            case 2: .bundle(quantity: 12, amount: 9_900)
            default: .percentOff(basisPoints: 500)
            }
        var row = PromotionRow(
            id: id(10, number), name: "Promotion \(number)", lane: "\(number % 3)",
            currency: currency, benefit: benefit)
        if number % 100 == 0 {
            row.stage = .order
            row.threshold = .amount(100_000)
        } else {
            row.conditions.items.variants = (0..<max(1, variants / 2_500)).map {
                id(2, (number &* 7_919 &+ $0 &* 4_099) % variants)
            }
        }
        return row
    }

    private static func entry(_ variant: Int, _ list: Int) -> PriceEntryRow {
        let amount = Int64(500 + (variant &* 31 &+ list &* 17) % 9_000)
        var breaks = [PriceBreak(1, .fixed(amount))]
        breaks.reserveCapacity(5)
        for (minimum, off): (Int64, Int64) in [(6, 10), (12, 25), (48, 60), (240, 110)] {
            breaks.append(PriceBreak(minimum, .fixed(amount - off)))
        }
        return PriceEntryRow(
            id: id(3, variant &* 1_000 &+ list), list: id(1, list),
            target: .variant(id(2, variant)), breaks: breaks)
    }

    /// A basket of different variants of a buyer whom three of the lists are for.
    public func basket(of lines: Int, seed: Int) -> PricingRequest {
        let groups = (0..<3).map { SyntheticBook.id(9, 1 + (seed &+ $0) % max(1, lists - 1)) }
        let chosen = (0..<lines).map { line in
            let variant = (seed &* 7_919 &+ line &* 104_729) % variants
            return RequestedLine(
                variant: SyntheticBook.id(2, variant),
                unit: line % 2 == 0 ? .named("case") : .base,
                quantity: Int64(1 + (seed &+ line) % 15))
        }
        return PricingRequest(
            buyer: Buyer(groups: groups), instant: Instant(microseconds: 0), currency: currency,
            lines: chosen)
    }

    /// Ids that look as random as real ones and are the same every time.
    private static func id(_ kind: Int, _ number: Int) -> UUIDBytes {
        var mixed = UInt64(truncatingIfNeeded: number &* 0x1_0001 &+ kind)
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return UUIDBytes(
            high: UInt64(kind) << 48 | UInt64(truncatingIfNeeded: number), low: mixed)
    }
}
