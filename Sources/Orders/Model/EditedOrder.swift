import Bedrock
import Levies
import Platform
import Postgres
import PriceEngine
import Pricing
import Wire

/// An order as an edit leaves it, being put together.
struct EditedOrder {
    let head: OrderHead
    let bookVersion: Int64
    private(set) var lines: [OrderLine] = []
    private var written: [OrderLine] = []
    private var removed: [OrderLine] = []
    private var differences: [LineDifference] = []
    private var levies = OrderLevies()
    private var total: Int64 = 0
    private var promotions: [ID<Promotion>] = []
    private var lastLine: Int32

    init(head: OrderHead, bookVersion: Int64, lastLine: Int32) {
        self.head = head
        self.bookVersion = bookVersion
        self.lastLine = lastLine
    }

    mutating func keep(_ line: OrderLine) { lines.append(line) }

    mutating func add(
        _ line: OrderLine, insteadOf old: OrderLine?, _ kind: LineDifference.Kind
    ) {
        lines.append(line)
        written.append(line)
        lastLine = max(lastLine, line.line)
        differences.append(LineDifference(kind: kind, before: old, after: line))
    }

    mutating func remove(_ line: OrderLine) {
        removed.append(line)
        differences.append(LineDifference(kind: .removed, before: line, after: nil))
    }

    /// Sums the lines up, once all are there: with the deposits of their containers, the taxes, and
    /// the promotions that the edit won or lost.
    mutating func finish(_ was: PricedBasket, _ becomes: PricedBasket) throws(Problem) {
        let returned = head.levies.deposits.filter { $0.count < 0 }
        let deposits = leaving(becomes) + returned
        var sums = (total: 0 as Int128, tax: 0 as Int128, excise: 0 as Int128, deposit: 0 as Int128)
        for line in lines {
            sums.total += Int128(line.totalAmount)
            sums.tax += Int128(line.taxAmount)
            sums.excise += Int128(line.exciseAmount)
        }
        for line in deposits {
            sums.total += Int128(line.net.amount) + Int128(line.tax.amount)
            sums.tax += Int128(line.tax.amount)
            sums.deposit += Int128(line.net.amount)
        }
        guard let total = Int64(exactly: sums.total), let tax = Int64(exactly: sums.tax),
            let excise = Int64(exactly: sums.excise), let deposit = Int64(exactly: sums.deposit)
        else { throw Problem(.amountTooLarge) }
        self.total = total
        levies = head.levies
        levies.tax = tax
        levies.excise = excise
        levies.deposit = deposit
        levies.deposits = deposits
        levies.taxes = taxes(was, becomes, sum: tax)
        let lost = Set(was.applied).subtracting(becomes.applied)
        let won = becomes.applied.filter {
            !was.applied.contains($0) && !head.promotions.contains($0)
        }
        promotions = head.promotions.filter { !lost.contains($0) } + won
    }

    /// The containers that leave, by kind, as the lines' traces count them.
    private func leaving(_ becomes: PricedBasket) -> [DepositLineView] {
        var counts: [ID<DepositKind>: (count: Int64, amount: Int64, code: String)] = [:]
        for line in lines where line.depositAmount != 0 {
            guard let json = try? JSON.parse(line.trace) else { continue }
            for part in json["deposits"]?.items ?? [] {
                guard let kind = part["kind_id"]?.text.flatMap({ ID<DepositKind>($0) }),
                    let count = part["count"]?.integer, let code = part["code"]?.text,
                    let amount = part["amount"]?["amount"]?.integer
                else { continue }
                let known = counts[kind] ?? (0, 0, code)
                counts[kind] = (known.count + count, known.amount + amount, code)
            }
        }
        return counts.sorted { $0.value.code < $1.value.code }.map { kind, sum in
            let today = becomes.levies?.deposits.first { $0.kind == kind.uuid && $0.count > 0 }
            let known = head.levies.deposits.first { $0.kind == kind && $0.count > 0 }
            var net = sum.amount
            var tax: Int64 = 0
            // A deposit may contain its tax or have it beside: what today's does decides; where a
            // deposit's amount has changed, in proportion.
            if let today, today.count != 0, today.each.amount != 0 {
                let whole = today.count * today.each.amount
                net = today.net.amount.share(sum.amount, of: whole)
                tax = today.tax.amount.share(sum.amount, of: whole)
            } else if let known {
                net = known.net.amount.share(sum.count, of: known.count)
                tax = known.tax.amount.share(sum.count, of: known.count)
            }
            return DepositLineView(
                kind: kind, code: sum.code, count: sum.count, net: Money(net, head.currency),
                tax: Money(tax, head.currency))
        }
    }

    /// The taxes by their codes: the lines' own, and what deposits have had and have now.
    private func taxes(
        _ was: PricedBasket, _ becomes: PricedBasket, sum: Int64
    ) -> [TaxTotalView] {
        var codes: [String: Int64] = [:]
        for tax in head.levies.taxes { codes[tax.code] = tax.amount.amount }
        for line in removed + differences.compactMap({ $0.after == nil ? nil : $0.before }) {
            for part in line.taxParts { codes[part.code, default: 0] -= part.amount }
        }
        for line in written {
            for part in line.taxParts { codes[part.code, default: 0] += part.amount }
        }
        for (basket, sign) in [(was, -1 as Int64), (becomes, 1)] {
            for tax in (basket.levies?.deposits ?? []).flatMap(\.taxes) {
                codes[tax.code, default: 0] += sign * tax.amount.amount
            }
        }
        // A rate that changed since leaves a rest, which stands with the first.
        let rest = sum - codes.values.reduce(0, +)
        if rest != 0, let first = codes.keys.sorted().first { codes[first, default: 0] += rest }
        return codes.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map {
            TaxTotalView(code: $0.key, amount: Money($0.value, head.currency))
        }
    }

    func difference(reason: String?) -> OrderDifference {
        OrderDifference(
            reason: reason,
            lines: differences.sorted {
                ($0.after ?? $0.before)?.line ?? 0 < ($1.after ?? $1.before)?.line ?? 0
            }, before: Money(head.totalAmount, head.currency), now: Money(total, head.currency))
    }

    /// What is written of it.
    func terms(reason: String?) -> OrderEditTerms {
        OrderEditTerms(
            bookVersion: bookVersion, head: String(decoding: headJSON, as: UTF8.self),
            lines: String(decoding: linesJSON, as: UTF8.self), removed: removed.map(\.line),
            difference: String(
                decoding: OutputWriter.bytes(difference(reason: reason)), as: UTF8.self))
    }

    private var headJSON: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("total_amount", total)
        json.member("line_count", Int64(lines.count))
        json.member("base_quantity", lines.reduce(0) { $0 + $1.baseQuantity })
        json.member("tax_amount", levies.tax)
        json.member("excise_amount", levies.excise)
        json.member("deposit_amount", levies.deposit)
        json.member("last_line", Int64(lastLine))
        json.member("tax_codes", levies.taxes.map(\.code))
        json.member("tax_amounts", levies.taxes.map(\.amount.amount))
        json.member("deposit_kinds", levies.deposits.map(\.kind.uuid.text))
        json.member("deposit_codes", levies.deposits.map(\.code))
        json.member("deposit_counts", levies.deposits.map(\.count))
        json.member("deposit_nets", levies.deposits.map(\.net.amount))
        json.member("deposit_taxes", levies.deposits.map(\.tax.amount))
        json.member("promotions", promotions.map(\.uuid.text))
        json.endObject()
        return json.bytes
    }

    private var linesJSON: [UInt8] {
        var json = JSONWriter()
        json.beginArray()
        for line in written {
            json.beginObject()
            json.member("line", Int64(line.line))
            json.member("variant_id", line.variant.uuid.text)
            json.member("sku", line.sku)
            json.member("name", line.name)
            json.member("unit", line.unit)
            json.member("quantity", line.quantity)
            json.member("base_quantity", line.baseQuantity)
            json.member("unit_amount", line.unitAmount)
            json.member("total_amount", line.totalAmount)
            json.member("tax_amount", line.taxAmount)
            json.member("excise_amount", line.exciseAmount)
            json.member("deposit_amount", line.depositAmount)
            json.key("trace")
            json.writeVerbatim(line.trace)
            json.endObject()
        }
        json.endArray()
        return json.bytes
    }
}

extension PricedBasket {
    fileprivate var applied: [ID<Promotion>] {
        promotions.filter(\.isApplied).map { ID(uuid: $0.promotion) }
    }
}

extension Int64 {
    /// So much of it as a part has of a whole, rounded half away from zero.
    fileprivate func share(_ part: Int64, of whole: Int64) -> Int64 {
        guard whole != 0, part != whole else { return self }
        let product = Int128(self) * Int128(part)
        let half = Int128(whole.magnitude) / 2
        let rounded = (product + (product.signum() * Int128(whole).signum() >= 0 ? half : -half))
            / Int128(whole)
        return Int64(clamping: rounded)
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: StaticString, _ value: Int64) {
        key(name)
        write(value)
    }

    fileprivate mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        write(value)
    }

    fileprivate mutating func member(_ name: StaticString, _ values: [Int64]) {
        key(name)
        beginArray()
        for value in values { write(value) }
        endArray()
    }

    fileprivate mutating func member(_ name: StaticString, _ values: [String]) {
        key(name)
        beginArray()
        for value in values { write(value) }
        endArray()
    }
}
