/// How often each of some prices was seen.
struct Frequency {
    private var counts: [(amount: Int64, count: Int)] = []

    mutating func add(_ amount: Int64) {
        if let place = counts.firstIndex(where: { $0.amount == amount }) {
            counts[place].count += 1
        } else {
            counts.append((amount, 1))
        }
    }

    /// Whether there is more than one.
    var isDivided: Bool { counts.count > 1 }

    /// The most frequent; among equals the one preferred, else the first seen.
    func mode(preferring preferred: Int64? = nil) -> Int64? {
        var best: (amount: Int64, count: Int)?
        for one in counts {
            guard let known = best else {
                best = one
                continue
            }
            if one.count > known.count || one.count == known.count && one.amount == preferred {
                best = one
            }
        }
        return best?.amount
    }
}

/// One item's prices over a month: what it cost mostly, on which days it cost something else, and
/// which store paid something else on a day.
struct ItemPrices {
    struct Period {
        var days: ClosedRange<Int>
        let prices: UnitPrices
    }

    struct Deal {
        let place: StoreDay
        let prices: UnitPrices
    }

    let base: UnitPrices
    private(set) var periods: [Period] = []
    private(set) var deals: [Deal] = []

    /// Reads it off sightings in which no store saw two prices for a unit on a day.
    init(_ seen: [PricePlan.Sighting], pack: Int64) {
        base = Self.usual(seen, pack: pack, preferring: nil)
        var isOpen = false
        for (day, ofDay) in Dictionary(grouping: seen, by: \.day).sorted(by: { $0.key < $1.key }) {
            let usual = Self.usual(ofDay, pack: pack, preferring: base)
            let deviates = ofDay.contains { one in
                one.amount == usual[one.unit] && one.amount != base[one.unit]
            }
            let prices = deviates ? usual : base
            if deviates, isOpen, periods[periods.count - 1].prices == usual {
                let first = periods[periods.count - 1].days.lowerBound
                periods[periods.count - 1].days = first...day
            } else if deviates {
                periods.append(Period(days: day...day, prices: usual))
            }
            isOpen = deviates
            addDeals(day, ofDay, beside: prices, pack: pack)
        }
    }

    private mutating func addDeals(
        _ day: Int, _ ofDay: [PricePlan.Sighting], beside prices: UnitPrices, pack: Int64
    ) {
        let others = Set(ofDay.filter { $0.amount != prices[$0.unit] }.map(\.store))
        for store in others.sorted() {
            let own = ofDay.filter { $0.store == store }
            deals.append(
                Deal(
                    place: StoreDay(store: store, day: day),
                    prices: Self.usual(own, pack: pack, preferring: nil)))
        }
    }

    private static func usual(
        _ seen: [PricePlan.Sighting], pack: Int64, preferring base: UnitPrices?
    ) -> UnitPrices {
        var bottles = Frequency(), cases = Frequency()
        for one in seen {
            if one.unit == .case { cases.add(one.amount) } else { bottles.add(one.amount) }
        }
        return UnitPrices(
            bottle: bottles.mode(preferring: base?.bottle),
            case: cases.mode(preferring: base?.case), pack: pack)
    }
}
