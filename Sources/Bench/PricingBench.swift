import Bedrock
import Console
import PriceEngine

/// Prices baskets within this process: against a book of 100,000 variants, 20 lists, a million
/// price rows of five breaks each and 500 promotions, and against smaller and larger ones.
enum PricingBench {
    private static let sizes: [(variants: Int, lists: Int, rows: Int, promotions: Int)] = [
        (100_000, 20, 10, 500), (100_000, 20, 10, 0), (1_000, 20, 10, 500), (1_000, 20, 10, 0),
        (100_000, 1, 1, 500), (100_000, 1, 1, 0), (100_000, 200, 10, 500), (100_000, 200, 10, 0),
    ]

    /// Measures every book and prints a row for each.
    static func run() {
        Terminal.say(
            "variants  lists     rows  promotions  compiled s   MiB  10 lines µs  200 lines µs")
        for size in sizes {
            let synthetic = SyntheticBook(
                variants: size.variants, lists: size.lists, entriesPerVariant: size.rows,
                promotions: size.promotions)
            let seconds = Double(synthetic.compiling / .milliseconds(1)) / 1_000
            let columns = [
                (String(size.variants), 8), (String(size.lists), 7),
                (String(size.variants * size.rows), 9), (String(size.promotions), 12),
                (BenchFigures.text(seconds, 2), 12),
                (String(synthetic.book.approximateBytes >> 20), 6),
                (BenchFigures.text(median(synthetic, lines: 10), 1), 13),
                (BenchFigures.text(median(synthetic, lines: 200), 1), 14),
            ]
            Terminal.say(
                columns.map { text, width in
                    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
                }.joined())
        }
    }

    /// Microseconds for a basket of so many lines: different ones, so that no memory is warm which
    /// wouldn't be in a shop. The median of the quietest of ten stretches: a machine that shares
    /// its memory with others takes half as long again, for seconds at a time.
    private static func median(_ synthetic: SyntheticBook, lines: Int) -> Double {
        let baskets = (0..<500).map { synthetic.basket(of: lines, seed: $0) }
        return (0..<10).map { _ in
            median(of: 100_000 / lines, baskets, synthetic.book)
        }.min() ?? 0
    }

    private static func median(
        of turns: Int, _ baskets: [PricingRequest], _ book: PriceBook
    ) -> Double {
        let clock = ContinuousClock()
        var times: [Duration] = []
        times.reserveCapacity(turns)
        var total: Int64 = 0
        for turn in 0..<turns {
            let start = clock.now
            let basket = book.price(baskets[turn % baskets.count])
            times.append(clock.now - start)
            total &+= basket.total?.amount ?? 0
        }
        precondition(total != 0, "a basket has a price")
        times.sort()
        return Double(times[times.count / 2] / .nanoseconds(1)) / 1_000
    }
}
