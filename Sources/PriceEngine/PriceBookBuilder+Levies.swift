import Bedrock

/// Rows of taxes, excises and deposits, until the book is finished.
struct LevyRows {
    var place = ""
    var taxes: [TaxRateRow] = []
    var excises: [ExciseRateRow] = []
    var kinds: [DepositKindRow] = []
    var variants: [VariantLevies] = []
    var ids: Set<UUIDBytes> = []
}

extension PriceBookBuilder {
    /// Adds a tax; of two with one id the first stands.
    public mutating func add(_ tax: TaxRateRow) {
        guard admit(tax.id) else { return }
        guard tax.basisPoints >= 0, tax.basisPoints <= PricingLimits.taxBasisPoints,
            !tax.code.isEmpty
        else { return note(.invalidLevy, tax.id) }
        levies.taxes.append(tax)
    }

    /// Adds an excise; of two with one id the first stands.
    public mutating func add(_ excise: ExciseRateRow) {
        guard admit(excise.id) else { return }
        guard excise.perLitre >= 0, !excise.code.isEmpty else {
            return note(.invalidLevy, excise.id)
        }
        levies.excises.append(excise)
    }

    /// Adds a kind of container; of two with one id or one code the first stands.
    public mutating func add(_ kind: DepositKindRow) {
        guard admit(kind.id) else { return }
        guard kind.amount >= 0, !levies.kinds.contains(where: { $0.code == kind.code }) else {
            return note(.invalidLevy, kind.id)
        }
        levies.kinds.append(kind)
    }

    private mutating func admit(_ id: UUIDBytes) -> Bool {
        guard levies.ids.count < PricingLimits.levies else {
            note(.limitExceeded, id)
            return false
        }
        guard levies.ids.insert(id).inserted else {
            note(.duplicateLevy, id)
            return false
        }
        return true
    }

    /// Makes the index: nothing at all where the seller levies nothing.
    mutating func indexLevies() {
        let rows = levies
        var index = LevyIndex()
        index.place = rows.place
        var classes: [String: UInt16] = [:]
        func number(_ name: String) -> UInt16 {
            if let known = classes[name] { return known }
            let number = UInt16(classes.count + 1)
            classes[name] = number
            return number
        }
        for tax in rows.taxes {
            index.taxes[tax.jurisdiction, default: []].append(
                TaxRecord(row: tax, taxClass: number("tax " + tax.taxClass)))
        }
        for excise in rows.excises {
            index.excises[excise.jurisdiction, default: []].append(
                ExciseRecord(row: excise, exciseClass: number("excise " + excise.exciseClass)))
        }
        index.kinds = rows.kinds.sorted { $0.code < $1.code }
        index.kindClasses = index.kinds.map { kind in
            kind.taxClass.flatMap { classes["tax " + $0] } ?? 0
        }
        if !index.isEmpty { addVariants(rows.variants, classes, to: &index) }
        parts.levies = index
    }

    /// Classes that nothing is levied on have no number: they are 0, and cost nothing.
    private mutating func addVariants(
        _ variants: [VariantLevies], _ classes: [String: UInt16], to index: inout LevyIndex
    ) {
        var kinds: [UUIDBytes: UInt16] = [:]
        for (number, kind) in index.kinds.enumerated() { kinds[kind.id] = UInt16(number) }
        var taxNumbers: [String: UInt16] = [:]
        index.variants.reserveCapacity(variants.count)
        for (variant, row) in variants.enumerated() {
            let first = index.containers.count
            for container in row.containers.prefix(PricingLimits.packsPerVariant) {
                guard let kind = kinds[container.kind],
                    let unit = unitName(of: container.unit, variant)
                else {
                    note(.invalidLevy, parts.variants[variant].id)
                    continue
                }
                index.containers.append(ContainerRecord(unit: unit, kind: kind))
            }
            let taxClass: UInt16
            if let known = taxNumbers[row.taxClass] {
                taxClass = known
            } else {
                taxClass = classes["tax " + row.taxClass] ?? 0
                taxNumbers[row.taxClass] = taxClass
            }
            index.variants.append(
                VariantLevyRecord(
                    taxClass: taxClass,
                    exciseClass: row.exciseClass.flatMap { classes["excise " + $0] } ?? 0,
                    millilitres: max(0, row.millilitres ?? 0),
                    strength: row.strengthBasisPoints.map { max(0, $0) } ?? -1,
                    firstContainer: UInt32(first),
                    containerCount: UInt8(index.containers.count - first)))
        }
    }

    /// The number of a variant's unit: 0 for its base unit, nil for one it isn't packed in.
    private func unitName(of unit: SaleUnit, _ variant: Int) -> UInt16? {
        let record = parts.variants[variant]
        guard case .named(let name) = unit else { return 0 }
        guard let number = unitNumbers[name] else { return nil }
        if number == record.baseName { return 0 }
        let first = Int(record.firstPack)
        let packs = parts.packs[first..<first + Int(record.packCount)]
        return packs.contains { $0.name == number } ? number : nil
    }
}
