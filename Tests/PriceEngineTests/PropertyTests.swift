import Bedrock
import PriceEngine
import Testing

@Suite("What holds for every book and basket")
struct PropertyTests {
    /// A tenth of the oracle's cases, each from a seed of its own.
    private func forRandomBaskets(
        _ body: (inout Dice, BookRows, PricingRequest) -> Bool
    ) {
        for trial in 0..<max(1, Trials.count / 10) {
            let seed = Trials.seed &+ UInt64(trial)
            var random = RandomBook(seed: seed)
            let rows = random.book()
            let request = random.request(rows)
            if !body(&random.dice, rows, request) {
                Issue.record("DRAY_SEED=\(seed) DRAY_PRICING_CASES=1")
                return
            }
        }
    }

    @Test("the order of lines never matters")
    func lineOrder() {
        forRandomBaskets { dice, rows, request in
            let book = rows.compiled()
            let order = request.lines.indices.shuffled(using: &dice)
            var shuffled = request
            shuffled.lines = order.map { request.lines[$0] }
            let (basket, other) = (book.price(request), book.price(shuffled))
            return order.map { basket.lines[$0] } == other.lines && basket.total == other.total
        }
    }

    @Test("the order of rows never matters")
    func rowOrder() {
        forRandomBaskets { dice, rows, request in
            var shuffled = rows
            shuffled.lists.shuffle(using: &dice)
            shuffled.variants.shuffle(using: &dice)
            shuffled.entries.shuffle(using: &dice)
            return rows.compiled().price(request) == shuffled.compiled().price(request)
        }
    }

    @Test("a list that doesn't apply changes nothing")
    func otherLists() {
        forRandomBaskets { dice, rows, request in
            var more = rows
            var other = PriceListRow(
                id: RandomBook.key(1, 50), name: "Other", currency: .usd, priority: 9)
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: other.assignments = [.company(RandomBook.key(5, 9)), .role("press")]
            case 1: other.validUntil = request.instant
            case 2: other.validFrom = Instant(microseconds: RandomBook.now + 1)
            default: other.currency = .eur
            }
            more.lists.append(other)
            for (number, variant) in rows.variants.enumerated() {
                more.entries.append(
                    PriceEntryRow(
                        id: RandomBook.key(3, 500 + number), list: other.id,
                        target: .variant(variant.id), breaks: [PriceBreak(1, .fixed(1))]))
            }
            return rows.compiled().price(request) == more.compiled().price(request)
        }
    }

    @Test("lines add up to the total")
    func linesAddUp() {
        forRandomBaskets { _, rows, request in
            let basket = rows.compiled().price(request)
            let sum = basket.lines.reduce(0 as Int128) {
                $0 + Int128($1.lineTotal?.amount ?? 0)
            }
            return basket.total.map { Int128($0.amount) == sum } ?? (sum > Int128(Int64.max))
        }
    }

    @Test("a line has a price and a trace, or a problem that says why not")
    func neverSilent() {
        forRandomBaskets { _, rows, request in
            rows.compiled().price(request).lines.allSatisfy { line in
                let priced = line.lineTotal != nil
                return priced == (line.unitPrice != nil) && priced == (line.trace != nil)
                    && (priced || !line.problems.isEmpty)
            }
        }
    }

    @Test("adding what the trace proposes costs what the trace says")
    func nextBreakIsKept() {
        forRandomBaskets { _, rows, request in
            // One list and one line: nothing else can win at the greater quantity.
            var rows = rows
            rows.lists.removeLast(rows.lists.count - 1)
            for entry in rows.entries.indices { rows.entries[entry].mode = .volume }
            var request = request
            request.lines.removeLast(request.lines.count - 1)
            let book = rows.compiled()
            let before = book.price(request).lines[0]
            guard let next = before.trace?.ladder.next else { return true }
            request.lines[0].quantity += next.add
            return book.price(request).lines[0].unitPrice == next.unitPrice
        }
    }

    @Test("a quoted line is priced as if it was alone")
    func quotesAreAlone() {
        forRandomBaskets { _, rows, request in
            var rows = rows
            for list in rows.lists.indices { rows.lists[list].orderMinimum = nil }
            let book = rows.compiled()
            let alone = request.lines.flatMap { line in
                var one = request
                one.lines = [line]
                return book.price(one).lines
            }
            return book.quote(request) == alone
        }
    }

    @Test("in the mode lowest no list that applies is lower")
    func lowestIsLowest() {
        forRandomBaskets { _, rows, request in
            var lowest = rows
            lowest.mode = .lowest
            var specific = rows
            specific.mode = .mostSpecific
            let pairs = zip(
                lowest.compiled().price(request).lines,
                specific.compiled().price(request).lines)
            return pairs.allSatisfy { low, other in
                guard let other = other.lineTotal else { return true }
                return low.lineTotal.map { $0.amount <= other.amount } ?? false
            }
        }
    }
}
