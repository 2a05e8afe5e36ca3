import Bedrock

/// The taxes and excises that are levied at one place and instant.
///
/// Every place in the chain counts, `US-IA` and the `US` it lies in; of one code the smallest
/// place's, and there the row that came into force last.
struct LevyRates {
    let place: String
    /// The smallest place first.
    private let taxes: [[TaxRecord]]
    private let excises: [[ExciseRecord]]
    private var taxesByClass: [UInt16: [TaxRecord]] = [:]

    fileprivate init(
        place: String, taxes: [[TaxRecord]] = [], excises: [[ExciseRecord]] = []
    ) {
        self.place = place
        self.taxes = taxes
        self.excises = excises
    }

    /// The place and those it lies in.
    fileprivate static func chain(from place: String) -> [String] {
        var chain = [place]
        var rest = place[...]
        while let dash = rest.lastIndex(of: "-") {
            rest = rest[..<dash]
            chain.append(String(rest))
        }
        return chain
    }

    /// The taxes of a class in the order they are levied: those that prices contain first.
    mutating func taxes(of taxClass: UInt16) -> [TaxRecord] {
        if taxClass == 0 || taxes.isEmpty { return [] }
        if let known = taxesByClass[taxClass] { return known }
        var chosen: [TaxRecord] = []
        for level in taxes {
            let before = chosen.count
            for tax in level where tax.taxClass == taxClass {
                guard let place = chosen.firstIndex(where: { $0.row.code == tax.row.code }) else {
                    chosen.append(tax)
                    continue
                }
                if place >= before && tax.isNewer(than: chosen[place]) { chosen[place] = tax }
            }
        }
        chosen.sort { a, b in
            if a.row.isInclusive != b.row.isInclusive { return a.row.isInclusive }
            return a.row.position == b.row.position
                ? a.row.code < b.row.code : a.row.position < b.row.position
        }
        taxesByClass[taxClass] = chosen
        return chosen
    }

    /// The excises on a variant by code; nil where they can't be told, for it isn't measured.
    func excises(on variant: VariantLevyRecord) -> [ExciseRecord]? {
        if variant.exciseClass == 0 { return [] }
        var chosen: [ExciseRecord] = []
        for level in excises {
            let before = chosen.count
            for excise in level where excise.exciseClass == variant.exciseClass {
                guard variant.measures(excise.row) else { return nil }
                guard excise.takes(variant.strength) else { continue }
                guard let place = chosen.firstIndex(where: { $0.row.code == excise.row.code })
                else {
                    chosen.append(excise)
                    continue
                }
                if place >= before && excise.isNewer(than: chosen[place]) {
                    chosen[place] = excise
                }
            }
        }
        return chosen.sorted { $0.row.code < $1.row.code }
    }
}

extension PriceBook {
    /// What is levied where a request says, at its instant.
    func levyRates(for request: PricingRequest) -> LevyRates {
        let place = request.place ?? levies.place
        if levies.isEmpty { return LevyRates(place: place) }
        let chain = LevyRates.chain(from: place)
        return LevyRates(
            place: place,
            taxes: chain.compactMap { place in
                levies.taxes[place]?.filter { $0.holds(at: request.instant) }
            },
            excises: chain.compactMap { place in
                levies.excises[place]?.filter {
                    $0.row.currency == request.currency && $0.holds(at: request.instant)
                }
            })
    }
}

extension VariantLevyRecord {
    /// Whether it is known all that this excise asks.
    fileprivate func measures(_ excise: ExciseRateRow) -> Bool {
        let asksStrength =
            excise.basis == .litreOfAlcohol || excise.strengthFrom != nil
            || excise.strengthUntil != nil
        return millilitres > 0 && (strength >= 0 || !asksStrength)
    }
}
