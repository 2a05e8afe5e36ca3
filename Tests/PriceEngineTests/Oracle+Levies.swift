import Bedrock
import PriceEngine

/// What the oracle says stands beside a line's price.
struct OracleLevies: Equatable {
    struct Part: Equatable {
        let code: String
        /// What a tax is of; what an excise or a deposit counts.
        let base: Int64
        let amount: Int64
    }

    var net: Int64 = 0
    var excises: [Part] = []
    var taxes: [Part] = []
    var containers: [Part] = []
    var gross: Int64 = 0

    init() {}

    init(_ levies: LineLevies) {
        net = levies.net.amount
        excises = levies.excises.map { Part(code: $0.code, base: $0.baseQuantity, $0.amount) }
        taxes = levies.taxes.map { Part(code: $0.code, base: $0.base.amount, $0.amount) }
        containers = levies.containers.map { Part(code: $0.code, base: $0.count, $0.amount) }
        gross = levies.gross.amount
    }

    init(_ deposit: DepositLine) {
        net = deposit.net.amount
        taxes = deposit.taxes.map { Part(code: $0.code, base: $0.base.amount, $0.amount) }
        containers = [Part(code: deposit.code, base: deposit.count, deposit.each)]
        gross = deposit.gross.amount
    }
}

extension OracleLevies.Part {
    init(code: String, base: Int64, _ amount: Money) {
        self.init(code: code, base: base, amount: amount.amount)
    }
}

/// What the oracle says of a whole basket.
struct OracleBasket: Equatable {
    var deposits: [OracleLevies] = []
    /// Nil where one of them passes 64 bits: net, excise, tax, deposit, gross.
    var sums: [Int64]?
    var byCode: [String: Int64] = [:]
    var refused: [ReturnedEmpties] = []
}

extension OracleBasket {
    init(_ levies: BasketLevies) {
        deposits = levies.deposits.map { OracleLevies($0) }
        sums = levies.sums.map { sums in
            [sums.net, sums.excise, sums.tax, sums.deposit, sums.gross].map(\.amount)
        }
        for tax in levies.sums?.taxes ?? [] { byCode[tax.code] = tax.amount.amount }
        refused = levies.refusedEmpties
    }
}

extension Oracle {
    var levies: Bool {
        !rows.taxes.isEmpty || !rows.excises.isEmpty || !rows.kinds.isEmpty
    }

    /// The levies of each line, and the sums; nil where the seller levies nothing.
    func levy(_ lines: inout [OracleLine]) -> OracleBasket? {
        if !levies && request.empties.isEmpty { return nil }
        for index in lines.indices where levies && lines[index].lineTotal != nil {
            levy(&lines[index], request.lines[index])
        }
        var basket = OracleBasket()
        var isWithin = true
        for kind in rows.kinds.sorted(by: { $0.code < $1.code }) {
            var count: Int128 = 0
            for line in lines {
                for part in line.levies?.containers ?? [] where part.code == kind.code {
                    count += Int128(part.base)
                }
            }
            if count > 0 { isWithin = add(kind, count, 1, to: &basket) && isWithin }
        }
        for kind in rows.kinds.sorted(by: { $0.code < $1.code }) {
            let back = request.empties.filter { isKnown($0) && $0.kind == kind.id }
            let count = back.reduce(0 as Int128) { $0 + Int128($1.count) }
            if count > 0 { isWithin = add(kind, count, -1, to: &basket) && isWithin }
        }
        basket.refused = request.empties.filter { !isKnown($0) }
        if isWithin { sum(lines, &basket) }
        return basket
    }

    private func isKnown(_ empties: ReturnedEmpties) -> Bool {
        empties.count >= 1
            && rows.kinds.contains {
                $0.id == empties.kind && $0.currency == request.currency
            }
    }

    private func sum(_ lines: [OracleLine], _ basket: inout OracleBasket) {
        var sums = [0, 0, 0, 0] as [Int128]
        var byCode: [String: Int128] = [:]
        for line in lines {
            guard let levies = line.levies else {
                sums[0] += Int128(line.lineTotal ?? 0)
                continue
            }
            sums[0] += Int128(levies.net)
            for part in levies.excises { sums[1] += Int128(part.amount) }
            for part in levies.taxes {
                sums[2] += Int128(part.amount)
                byCode[part.code, default: 0] += Int128(part.amount)
            }
        }
        for deposit in basket.deposits {
            sums[3] += Int128(deposit.net)
            for part in deposit.taxes {
                sums[2] += Int128(part.amount)
                byCode[part.code, default: 0] += Int128(part.amount)
            }
        }
        sums.append(sums.reduce(0, +))
        let small = sums.compactMap { Int64(exactly: $0) }
        let codes = byCode.compactMapValues { Int64(exactly: $0) }
        if small.count == 5 && codes.count == byCode.count {
            basket.sums = small
            basket.byCode = codes
        }
    }

    // MARK: A line

    private func levy(_ answer: inout OracleLine, _ line: RequestedLine) {
        guard let total = answer.lineTotal, let base = answer.baseQuantity,
            let variant = rows.variants.first(where: { $0.id == line.variant })
        else { return }
        var levies = OracleLevies()
        let duties = rows.excises.filter {
            $0.exciseClass == variant.levies.exciseClass && $0.currency == request.currency
                && isHere($0.jurisdiction) && holds($0.validFrom, $0.validUntil)
        }
        for duty in duties {
            let asks =
                duty.basis == .litreOfAlcohol || duty.strengthFrom != nil
                || duty.strengthUntil != nil
            if variant.levies.millilitres == nil
                || asks && variant.levies.strengthBasisPoints == nil
            {
                answer.problems.append(.unmeasured)
                return
            }
        }
        let strength = variant.levies.strengthBasisPoints ?? 0
        let fitting = duties.filter {
            ($0.strengthFrom ?? 0) <= strength && strength < ($0.strengthUntil ?? .max)
        }
        for code in Set(fitting.map(\.code)).sorted() {
            let same = fitting.filter { $0.code == code }.sorted { a, b in
                comesFirst(
                    (a.jurisdiction, a.validFrom, a.id), (b.jurisdiction, b.validFrom, b.id))
            }
            let rate = same[0]
            var exact = Ratio(Int128(base)).times(
                Ratio(Int128(variant.levies.millilitres ?? 0), 1_000))
            exact = exact.times(Ratio(Int128(rate.perLitre), 10_000))
            if rate.basis == .litreOfAlcohol {
                exact = exact.times(Ratio(Int128(strength), 10_000))
            }
            guard let amount = exact.rounded else { return answer.problems.append(.amountOverflow) }
            levies.excises.append(.init(code: code, base: base, amount: amount))
        }
        guard addContainers(of: variant, line, base, to: &levies),
            tax(total, by: variant.levies.taxClass, &levies)
        else { return answer.problems.append(.amountOverflow) }
        answer.levies = levies
    }

    private func addContainers(
        of variant: VariantRow, _ line: RequestedLine, _ base: Int64, to levies: inout OracleLevies
    ) -> Bool {
        let isBase = line.unit == .base || line.unit == .named(variant.baseUnit)
        var sum: Int128 = 0
        for container in variant.levies.containers {
            guard let kind = rows.kinds.first(where: { $0.id == container.kind }),
                kind.currency == request.currency
            else { continue }
            let isOfBase =
                container.unit == .base || container.unit == .named(variant.baseUnit)
            let isOfPack = variant.packs.contains { .named($0.name) == container.unit }
            guard isOfBase || (isOfPack && !isBase && container.unit == line.unit) else { continue }
            let count = isOfBase ? base : line.quantity
            let (amount, overflow) = count.multipliedReportingOverflow(by: kind.amount)
            if overflow { return false }
            sum += Int128(amount)
            levies.containers.append(.init(code: kind.code, base: count, amount: amount))
        }
        return Int64(exactly: sum) != nil
    }

    // MARK: Places and taxes

    private func isHere(_ jurisdiction: String) -> Bool {
        let place = request.place ?? rows.place
        return place == jurisdiction || place.hasPrefix(jurisdiction + "-")
    }

    private func holds(_ from: Instant?, _ until: Instant?) -> Bool {
        if let from, request.instant < from { return false }
        if let until, !(request.instant < until) { return false }
        return true
    }

    private typealias Claim = (jurisdiction: String, from: Instant?, id: UUIDBytes)

    /// The smaller place, then what came into force later, then the lesser id.
    private func comesFirst(_ a: Claim, _ b: Claim) -> Bool {
        if a.jurisdiction != b.jurisdiction {
            return a.jurisdiction.utf8.count > b.jurisdiction.utf8.count
        }
        let (from, other) = (a.from?.microseconds ?? .min, b.from?.microseconds ?? .min)
        return from == other ? a.id < b.id : from > other
    }

    /// Adds the taxes of a class on an amount and the excise beside it; false beyond 64 bits.
    private func tax(_ amount: Int64, by taxClass: String?, _ levies: inout OracleLevies) -> Bool {
        let here = rows.taxes.filter {
            $0.taxClass == taxClass && isHere($0.jurisdiction) && holds($0.validFrom, $0.validUntil)
        }
        var chosen = Set(here.map(\.code)).map { code in
            here.filter { $0.code == code }.sorted { a, b in
                comesFirst(
                    (a.jurisdiction, a.validFrom, a.id), (b.jurisdiction, b.validFrom, b.id))
            }[0]
        }
        chosen.sort { ($0.position, $0.code) < ($1.position, $1.code) }
        // On one unit of net, what the taxes within the price come to, and all with them.
        var shares: [Ratio] = []
        var all = Ratio(1)
        for tax in chosen where tax.isInclusive {
            let rate = Ratio(Int128(tax.basisPoints), 10_000)
            shares.append(tax.isCompound ? rate.times(all) : rate)
            all = all.plus(shares[shares.count - 1])
        }
        var net = Int128(amount)
        for (tax, share) in zip(chosen.filter(\.isInclusive), shares) {
            let part = Ratio(Int128(amount)).times(share).times(all.inverse).rounded!
            levies.taxes.append(.init(code: tax.code, base: amount, amount: part))
            net -= Int128(part)
        }
        let excise = levies.excises.reduce(0 as Int128) { $0 + Int128($1.amount) }
        var taxes = Int128(amount) - net
        for tax in chosen where !tax.isInclusive {
            let base = net + excise + (tax.isCompound ? taxes : 0)
            let magnitude = Ratio(base < 0 ? -base : base)
            let exact = magnitude.times(Ratio(Int128(tax.basisPoints), 10_000))
            guard let small = Int64(exactly: base), let part = exact.rounded else { return false }
            levies.taxes.append(
                .init(code: tax.code, base: small, amount: base < 0 ? -part : part))
            taxes += Int128(part)
        }
        guard let small = Int64(exactly: net), Int64(exactly: excise) != nil,
            Int64(exactly: taxes) != nil, let gross = Int64(exactly: net + excise + taxes)
        else { return false }
        levies.net = small
        levies.gross = gross
        return true
    }

    private func add(
        _ kind: DepositKindRow, _ count: Int128, _ sign: Int64, to basket: inout OracleBasket
    ) -> Bool {
        guard let count = Int64(exactly: count) else { return false }
        let (amount, overflow) = count.multipliedReportingOverflow(by: kind.amount)
        var line = OracleLevies()
        if overflow || !tax(amount, by: kind.taxClass, &line) { return false }
        line.net *= sign
        line.gross *= sign
        line.taxes = line.taxes.map {
            .init(code: $0.code, base: $0.base * sign, amount: $0.amount * sign)
        }
        line.containers = [.init(code: kind.code, base: count * sign, amount: kind.amount)]
        basket.deposits.append(line)
        return true
    }
}
