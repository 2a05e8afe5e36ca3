import Bedrock

extension PricingRun {
    /// Adds what stands beside each price, once promotions are done.
    mutating func levyLines() {
        guard !book.levies.isEmpty else { return }
        levies = [LineLevies?](repeating: nil, count: drafts.count)
        for index in drafts.indices where drafts[index].isPriced {
            guard let line = drafts[index].line else { continue }
            let record = book.levies.variants[line.variant]
            guard let excises = rates.excises(on: record) else {
                refuse(index, .unmeasured)
                continue
            }
            guard let levied = levies(on: drafts[index].lineTotal, line, record, excises) else {
                refuse(index, .amountOverflow)
                continue
            }
            levies[index] = levied
        }
    }

    /// Adds the deposits as lines of their own, and the sums.
    mutating func levyBasket() {
        guard !book.levies.isEmpty || !request.empties.isEmpty else { return }
        var counts: [UUIDBytes: Int128] = [:]
        for levied in levies {
            for container in levied?.containers ?? [] {
                counts[container.kind, default: 0] += Int128(container.count)
            }
        }
        var empties: [UUIDBytes: Int128] = [:]
        var refused: [ReturnedEmpties] = []
        for returned in request.empties {
            let isKnown = book.levies.kinds.contains {
                $0.id == returned.kind && $0.currency == request.currency
            }
            if isKnown && returned.count >= 1 {
                empties[returned.kind, default: 0] += Int128(returned.count)
            } else {
                refused.append(returned)
            }
        }
        let out = depositLines(counts, sign: 1)
        let back = depositLines(empties, sign: -1)
        let deposits = (out ?? []) + (back ?? [])
        basket.levies = BasketLevies(
            place: rates.place, deposits: deposits,
            sums: out == nil || back == nil ? nil : sums(deposits), refusedEmpties: refused)
    }

    // MARK: A line

    /// Nil where an amount passes 64 bits.
    private mutating func levies(
        on total: Int64, _ line: ResolvedLine, _ record: VariantLevyRecord,
        _ excises: [ExciseRecord]
    ) -> LineLevies? {
        var duties: [ExciseAmount] = []
        var excise: Int128 = 0
        for rate in excises {
            guard let duty = duty(rate.row, line, record) else { return nil }
            duties.append(duty)
            excise += Int128(duty.amount.amount)
        }
        guard let containers = containers(line, record),
            let taxed = taxes(of: record.taxClass, on: total, excise: excise)
        else { return nil }
        let deposit = containers.reduce(0 as Int128) { $0 + Int128($1.amount.amount) }
        guard let net = money(taxed.net), let duty = money(excise), let tax = money(taxed.sum),
            let deposits = money(deposit), let gross = money(taxed.net + excise + taxed.sum)
        else { return nil }
        return LineLevies(
            net: net, excises: duties, taxes: taxed.taxes, containers: containers, excise: duty,
            tax: tax, deposit: deposits, gross: gross)
    }

    private mutating func duty(
        _ rate: ExciseRateRow, _ line: ResolvedLine, _ record: VariantLevyRecord
    ) -> ExciseAmount? {
        // Millilitres and ten-thousandths; and basis points of alcohol.
        var exact = Exact(Int128(line.base) * Int128(record.millilitres))
        exact = arithmetic.times(exact, Int128(rate.perLitre), over: 10_000_000)
        if rate.basis == .litreOfAlcohol {
            exact = arithmetic.times(exact, Int128(record.strength), over: 10_000)
        }
        guard let amount = arithmetic.rounded(exact) else { return nil }
        return ExciseAmount(
            rate: rate.id, code: rate.code, basis: rate.basis, perLitre: rate.perLitre,
            baseQuantity: line.base, millilitres: record.millilitres,
            strengthBasisPoints: max(0, record.strength),
            amount: Money(amount, request.currency))
    }

    /// Every base unit's container, and every one of the unit that was asked for.
    private func containers(
        _ line: ResolvedLine, _ record: VariantLevyRecord
    ) -> [ContainerAmount]? {
        var amounts: [ContainerAmount] = []
        let first = Int(record.firstContainer)
        for container in book.levies.containers[first..<first + Int(record.containerCount)] {
            let kind = book.levies.kinds[Int(container.kind)]
            guard container.unit == 0 || container.unit == line.unit,
                kind.currency == request.currency
            else { continue }
            let count = container.unit == 0 ? line.base : line.quantity
            guard let amount = money(Int128(count) * Int128(kind.amount)) else { return nil }
            amounts.append(
                ContainerAmount(
                    kind: kind.id, code: kind.code, count: count,
                    each: Money(kind.amount, request.currency), amount: amount))
        }
        return amounts
    }

    // MARK: Taxes

    private struct Taxed {
        var net: Int128
        var taxes: [TaxAmount] = []
        var sum: Int128 = 0
    }

    /// The taxes on an amount and on the excise beside it: first those that the amount contains,
    /// then the others in their order, each rounded once.
    private mutating func taxes(
        of taxClass: UInt16, on amount: Int64, excise: Int128
    ) -> Taxed? {
        let records = rates.taxes(of: taxClass)
        var taxed = Taxed(net: Int128(amount))
        if records.isEmpty { return taxed }
        let contained = contained(in: amount, records.prefix { $0.row.isInclusive })
        for (record, part) in zip(records, contained) {
            guard let tax = taxAmount(record.row, of: Int128(amount), part) else { return nil }
            taxed.taxes.append(tax)
            taxed.sum += Int128(part)
            taxed.net -= Int128(part)
        }
        for record in records.dropFirst(contained.count) {
            let base = taxed.net + excise + (record.row.isCompound ? taxed.sum : 0)
            guard
                let part = try? (base * Int128(record.row.basisPoints))
                    .dividedRoundingHalfAway(by: 10_000),
                let tax = taxAmount(record.row, of: base, part)
            else { return nil }
            taxed.taxes.append(tax)
            taxed.sum += Int128(part)
        }
        return taxed
    }

    /// What each of the taxes that an amount contains has of it: in the proportion in which they
    /// would be added to what is left without them.
    private mutating func contained(
        in amount: Int64, _ taxes: ArraySlice<TaxRecord>
    ) -> [Int64] {
        var factors: [Exact] = []
        var whole = Exact(1)
        for tax in taxes {
            let factor = arithmetic.times(
                tax.row.isCompound ? whole : Exact(1), Int128(tax.row.basisPoints), over: 10_000)
            factors.append(factor)
            whole = arithmetic.plus(whole, factor)
        }
        return factors.map { factor in
            arithmetic.rounded(arithmetic.share(factor, times: Int128(amount), of: whole)) ?? 0
        }
    }

    private func taxAmount(
        _ row: TaxRateRow, of base: Int128, _ amount: Int64
    ) -> TaxAmount? {
        money(base).map { base in
            TaxAmount(
                rate: row.id, code: row.code, basisPoints: row.basisPoints,
                isInclusive: row.isInclusive, isCompound: row.isCompound, base: base,
                amount: Money(amount, request.currency))
        }
    }

    // MARK: The basket

    /// The lines of deposits, or with the sign below zero of empties; nil beyond 64 bits.
    private mutating func depositLines(
        _ counts: [UUIDBytes: Int128], sign: Int64
    ) -> [DepositLine]? {
        var lines: [DepositLine] = []
        for (number, kind) in book.levies.kinds.enumerated() {
            guard let sum = counts[kind.id], let count = Int64(exactly: sum) else {
                if counts[kind.id] != nil { return nil }
                continue
            }
            guard let amount = Int64(exactly: Int128(count) * Int128(kind.amount)),
                let taxed = taxes(of: book.levies.kindClasses[number], on: amount, excise: 0),
                let net = money(Int128(sign) * taxed.net),
                let tax = money(Int128(sign) * taxed.sum),
                let gross = money(Int128(sign) * (taxed.net + taxed.sum))
            else { return nil }
            lines.append(
                DepositLine(
                    kind: kind.id, code: kind.code, count: sign * count,
                    each: Money(kind.amount, request.currency), net: net,
                    taxes: sign > 0 ? taxed.taxes : taxed.taxes.map(\.negated), tax: tax,
                    gross: gross))
        }
        return lines
    }

    /// The sums over lines that have a price, and deposits; nil beyond 64 bits.
    private func sums(_ deposits: [DepositLine]) -> LevySums? {
        var (net, excise, tax, deposit) = (0 as Int128, 0 as Int128, 0 as Int128, 0 as Int128)
        var codes: [String: Int128] = [:]
        for (line, draft) in drafts.enumerated() where draft.isPriced {
            guard !self.levies.isEmpty, let levies = self.levies[line] else {
                net += Int128(draft.lineTotal)
                continue
            }
            net += Int128(levies.net.amount)
            excise += Int128(levies.excise.amount)
            tax += Int128(levies.tax.amount)
            for tax in levies.taxes { codes[tax.code, default: 0] += Int128(tax.amount.amount) }
        }
        for line in deposits {
            deposit += Int128(line.net.amount)
            tax += Int128(line.tax.amount)
            for tax in line.taxes { codes[tax.code, default: 0] += Int128(tax.amount.amount) }
        }
        var totals: [TaxTotal] = []
        for (code, sum) in codes.sorted(by: { $0.key < $1.key }) {
            guard let amount = money(sum) else { return nil }
            totals.append(TaxTotal(code: code, amount: amount))
        }
        guard let netSum = money(net), let exciseSum = money(excise), let taxSum = money(tax),
            let depositSum = money(deposit), let gross = money(net + excise + tax + deposit)
        else { return nil }
        return LevySums(
            net: netSum, excise: exciseSum, tax: taxSum, deposit: depositSum, gross: gross,
            taxes: totals)
    }

    private func money(_ amount: Int128) -> Money? {
        Int64(exactly: amount).map { Money($0, request.currency) }
    }
}

extension TaxAmount {
    /// The tax on what is given back.
    fileprivate var negated: TaxAmount {
        TaxAmount(
            rate: rate, code: code, basisPoints: basisPoints, isInclusive: isInclusive,
            isCompound: isCompound, base: Money(-base.amount, base.currency),
            amount: Money(-amount.amount, amount.currency))
    }
}

extension LineLevies {
    /// Whether there is nothing to say.
    var isEmpty: Bool { excises.isEmpty && taxes.isEmpty && containers.isEmpty }
}
