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
            // Of two lines that ask for the same either may bear the odd cent.
            func counted(_ lines: [PricedLine]) -> [PricedLine: Int] {
                lines.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            return counted(basket.lines) == counted(other.lines) && basket.total == other.total
                && basket.promotions == other.promotions && basket.levies == other.levies
        }
    }

    @Test("the order of rows never matters")
    func rowOrder() {
        forRandomBaskets { dice, rows, request in
            var shuffled = rows
            shuffled.lists.shuffle(using: &dice)
            shuffled.variants.shuffle(using: &dice)
            shuffled.entries.shuffle(using: &dice)
            shuffled.promotions.shuffle(using: &dice)
            shuffled.taxes.shuffle(using: &dice)
            shuffled.excises.shuffle(using: &dice)
            shuffled.kinds.shuffle(using: &dice)
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

    @Test("net, excise, tax and deposit of all lines make the gross total")
    func leviesAddUp() {
        forRandomBaskets { _, rows, request in
            let basket = rows.compiled().price(request)
            guard let levies = basket.levies, let sums = levies.sums else { return true }
            let lines = basket.lines.reduce(0 as Int128) {
                $0 + Int128($1.levies?.gross.amount ?? $1.lineTotal?.amount ?? 0)
            }
            let deposits = levies.deposits.reduce(0 as Int128) { $0 + Int128($1.gross.amount) }
            let parts = [sums.net, sums.excise, sums.tax, sums.deposit]
            let whole = parts.reduce(0 as Int128) { $0 + Int128($1.amount) }
            let codes = sums.taxes.reduce(0 as Int128) { $0 + Int128($1.amount.amount) }
            return Int128(sums.gross.amount) == lines + deposits
                && Int128(sums.gross.amount) == whole && codes == Int128(sums.tax.amount)
        }
    }

    @Test("what is levied elsewhere, or on nothing in the basket, changes nothing")
    func otherLevies() {
        forRandomBaskets { dice, rows, request in
            guard rows.compiled().hasLevies else { return true }
            var more = rows
            more.taxes.append(
                TaxRateRow(
                    id: RandomBook.key(11, 50), jurisdiction: dice.pick(["JP", "US-I", "USA"]),
                    code: "other", basisPoints: 10_000))
            more.excises.append(
                ExciseRateRow(
                    id: RandomBook.key(12, 50), jurisdiction: request.place ?? rows.place,
                    exciseClass: "tobacco", code: "other", basis: .litre, currency: .usd,
                    perLitre: 10_000))
            more.kinds.append(
                DepositKindRow(
                    id: RandomBook.key(13, 50), code: "tank", currency: .usd, amount: 99))
            return rows.compiled().price(request) == more.compiled().price(request)
        }
    }

    @Test("a seller that levies nothing has nothing beside its prices")
    func noLevies() {
        forRandomBaskets { _, rows, request in
            var (plain, asked) = (rows, request)
            (plain.taxes, plain.excises, plain.kinds, asked.empties) = ([], [], [], [])
            let basket = plain.compiled().price(asked)
            let levied = rows.compiled().price(request)
            return basket.levies == nil && basket.lines.allSatisfy { $0.levies == nil }
                && basket.total == levied.total && basket.promotions == levied.promotions
        }
    }

    @Test("more never costs less per unit under volume than the ladder says")
    func volumeKeepsItsLadder() {
        forRandomBaskets { dice, _, _ in
            let count = Int.random(in: 1...6, using: &dice)
            let minimums = Set((0..<count).map { _ in Int64.random(in: 1...60, using: &dice) })
            let ladder = minimums.union([1]).sorted().map {
                ($0, Int64.random(in: 0...5_000, using: &dice))
            }
            var shop = Shop()
            shop.list("all", to: .everybody)
            shop.variant("gin")
            shop.price("gin", on: "all", ladder.map { PriceBreak($0.0, .fixed($0.1)) })
            let quantity = Int64.random(in: 1...1_000_000_000, using: &dice)
            return [quantity, quantity % 70 + 1].allSatisfy { quantity in
                let each = ladder.last { $0.0 <= quantity }?.1 ?? 0
                return shop.line("gin", quantity).total == each * quantity
            }
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
            rows.promotions = []
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

    @Test("no discount passes a price, and what is saved is what the trace says")
    func discountsHaveBounds() {
        forRandomBaskets { _, rows, request in
            let basket = rows.compiled().price(request)
            let lines = basket.lines.allSatisfy { line in
                guard let list = line.listTotal, let total = line.lineTotal else { return true }
                let saved = line.trace?.promotions.reduce(0) { $0 + $1.saved } ?? 0
                return (0...list.amount).contains(total.amount)
                    && total.amount == list.amount - saved
            }
            let saved = basket.promotions.filter { $0.stage != .shipping }
                .reduce(0) { $0 + $1.saved }
            let list = basket.lines.reduce(0 as Int128) {
                $0 + Int128($1.listTotal?.amount ?? 0)
            }
            guard let total = basket.total else { return true }
            return lines && Int128(total.amount) == list - Int128(saved)
        }
    }

    @Test("a promotion that isn't for the buyer changes nothing")
    func otherPromotions() {
        forRandomBaskets { dice, rows, request in
            var more = rows
            var other = PromotionRow(
                id: RandomBook.key(10, 50), name: "Other", lane: "a", priority: 9,
                isExclusive: dice.once(in: 2), benefit: .percentOff(basisPoints: 10_000))
            switch Int.random(in: 0..<5, using: &dice) {
            case 0: other.conditions.assignments = [.company(RandomBook.key(5, 9))]
            case 1: other.conditions.validUntil = request.instant
            case 2: other.conditions.channels = [RandomBook.key(7, 9)]
            case 3: other.conditions.coupons = ["SECRET"]
            default: other.conditions.items.tags = ["nothing has it"]
            }
            more.promotions.append(other)
            return rows.compiled().price(request) == more.compiled().price(request)
        }
    }

    @Test("splitting a line in two changes the total by rounding at most")
    func splitLines() {
        forRandomBaskets { dice, rows, request in
            var rows = rows
            // Where a price takes no notice of the line's quantity, promotions must not either.
            for entry in rows.entries.indices {
                rows.entries[entry].breaks = [
                    PriceBreak(1, rows.entries[entry].breaks[0].price)
                ]
                rows.entries[entry].mixGroup = nil
            }
            rows.promotions = Array(rows.promotions.filter { $0.stage == .line }.prefix(1))
            var request = request
            let line = Int.random(in: request.lines.indices, using: &dice)
            guard request.lines[line].quantity > 1 else { return true }
            let part = Int64.random(in: 1..<request.lines[line].quantity, using: &dice)
            let book = rows.compiled()
            let whole = book.price(request)
            request.lines[line].quantity -= part
            request.lines.append(request.lines[line])
            request.lines[request.lines.count - 1].quantity = part
            let split = book.price(request)
            // A line that is too great by itself may have a price in parts.
            guard let before = whole.total, let after = split.total,
                !whole.lines.contains(where: { $0.problems.contains(.amountOverflow) })
            else { return true }
            return abs(before.amount - after.amount) <= Int64(request.lines.count)
        }
    }

    @Test("a quoted line is priced as if it was alone")
    func quotesAreAlone() {
        forRandomBaskets { _, rows, request in
            var rows = rows
            for list in rows.lists.indices { rows.lists[list].orderMinimum = nil }
            rows.promotions.removeAll { $0.stage != .line }
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
                guard let other = other.listTotal else { return true }
                return low.listTotal.map { $0.amount <= other.amount } ?? false
            }
        }
    }
}
