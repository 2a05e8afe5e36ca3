import Bedrock

/// A price list that the sales show there was.
struct PlannedList: Sendable {
    /// Whom it is for.
    enum Audience: Hashable, Sendable {
        case retailers
        /// The company of one store, by its place in the month.
        case store(Int)
    }

    struct Entry: Hashable, Sendable {
        /// The item's place in the month.
        let item: Int
        let unit: TradeUnit
        let amount: Int64
    }

    let name: String
    let audience: Audience
    let validity: Range<Instant>
    /// Higher wins among lists for the same audience.
    let priority: Int64
    var entries: [Entry]
}

/// The price lists of a month, read off its lines.
///
/// The base list holds every item's most frequent prices for the whole month. Days on which an
/// item cost something else go into lists dated for those days, which come first; a store that
/// alone paid another price on a day has a contract list for that day.
struct PricePlan: Sendable {
    /// A line that was priced by no rule that holds: its item had two prices for one store, day
    /// and unit.
    struct Contradiction: Hashable, Sendable {
        let invoice: Int
        let line: Int
    }

    private(set) var lists: [PlannedList] = []
    private(set) var contradictions: Set<Contradiction> = []

    /// One line's price as the sales show it.
    struct Sighting {
        let day: Int
        let store: Int
        let unit: TradeUnit
        /// Of one of the unit.
        let amount: Int64
        let place: Contradiction
    }

    /// Reads the lists off what was seen of each item; `packs` holds bottles a case by item.
    init(_ month: SalesMonth, sightings: [[Sighting]], packs: [Int64?]) {
        var base: [PlannedList.Entry] = []
        var dated: [ClosedRange<Int>: [PlannedList.Entry]] = [:]
        var contracts: [StoreDay: [PlannedList.Entry]] = [:]
        for (item, seen) in sightings.enumerated() where !seen.isEmpty {
            guard let pack = packs[item] else { continue }
            let sound = withoutContradictions(seen)
            let reading = ItemPrices(sound, pack: pack)
            let entries = { (prices: UnitPrices) in
                prices.entries(pack: pack).map {
                    PlannedList.Entry(item: item, unit: $0.unit, amount: $0.amount)
                }
            }
            base += entries(reading.base)
            for period in reading.periods {
                dated[period.days, default: []] += entries(period.prices)
            }
            for deal in reading.deals {
                contracts[deal.place, default: []] += entries(deal.prices)
            }
        }
        addLists(month, base, dated, contracts)
    }

    /// Keeps the more frequent price where one store saw two for a unit on a day.
    private mutating func withoutContradictions(_ seen: [Sighting]) -> [Sighting] {
        struct Key: Hashable {
            let day: Int
            let store: Int
            let unit: TradeUnit
        }
        var counts: [Key: Frequency] = [:]
        for one in seen {
            counts[Key(day: one.day, store: one.store, unit: one.unit), default: Frequency()]
                .add(one.amount)
        }
        guard counts.values.contains(where: { $0.isDivided }) else { return seen }
        return seen.filter { one in
            let kept = counts[Key(day: one.day, store: one.store, unit: one.unit)]?.mode()
            if kept != one.amount { contradictions.insert(one.place) }
            return kept == one.amount
        }
    }

    private mutating func addLists(
        _ month: SalesMonth, _ base: [PlannedList.Entry],
        _ dated: [ClosedRange<Int>: [PlannedList.Entry]],
        _ contracts: [StoreDay: [PlannedList.Entry]]
    ) {
        let span = { (first: Int, last: Int) in
            month.midnight(first)..<Instant(
                microseconds: month.midnight(last).microseconds + SalesMonth.day)
        }
        let whole = "\(month.days[0]) to \(month.days[month.days.count - 1])"
        lists.append(
            PlannedList(
                name: "Wholesale \(whole)", audience: .retailers, validity: month.span,
                priority: 0, entries: base))
        for (days, entries) in dated.sorted(by: {
            ($0.key.lowerBound, $0.key.upperBound) < ($1.key.lowerBound, $1.key.upperBound)
        }) {
            let first = month.days[days.lowerBound], last = month.days[days.upperBound]
            lists.append(
                PlannedList(
                    name: "Prices \(first) to \(last)", audience: .retailers,
                    validity: span(days.lowerBound, days.upperBound), priority: 10,
                    entries: entries))
        }
        for (place, entries) in contracts.sorted(by: {
            ($0.key.day, $0.key.store) < ($1.key.day, $1.key.store)
        }) {
            lists.append(
                PlannedList(
                    name: "Store \(month.stores[place.store]) on \(month.days[place.day])",
                    audience: .store(place.store), validity: span(place.day, place.day),
                    priority: 0, entries: entries))
        }
    }
}

/// One store on one day.
struct StoreDay: Hashable, Sendable {
    let store: Int
    let day: Int
}
