import Bedrock
import Platform
import Wire

/// In which order a buyer wants to see what was found.
enum OfferOrder: String, FieldEnum {
    case relevance
    case price
    case priceDescending = "-price"
    case name
    case newest
}

/// In which order staff want to see what was found.
enum CatalogOrder: String, FieldEnum {
    case relevance
    case name
    case newest

    var order: OfferOrder {
        switch self {
        case .relevance: .relevance
        case .name: .name
        case .newest: .newest
        }
    }
}

/// A candidate and the used ones of the same product that stand beneath it.
struct Grouped: Sendable {
    let candidate: Candidate
    var others: [Candidate] = []
}

extension [Candidate] {
    /// Sorted: what has the code that was asked for before all else; what can't be compared last.
    func sorted(by order: OfferOrder) -> [Candidate] {
        // Hundreds are sorted by a few numbers each; a candidate is large, and moved once.
        let keys = indices.map { SortKey(self[$0], at: $0, order) }
        return keys.sorted { one, other in
            if one.group != other.group { return one.group < other.group }
            if one.first != other.first { return one.first < other.first }
            if order == .name, self[one.place].name != self[other.place].name {
                return self[one.place].name < self[other.place].name
            }
            if one.rank != other.rank { return one.rank > other.rank }
            if self[one.place].name != self[other.place].name {
                return self[one.place].name < self[other.place].name
            }
            return self[one.place].id < self[other.place].id
        }.map { self[$0.place] }
    }

    /// New things in their order, each with the used and refurbished ones of its product beneath
    /// it, those of the same volume by preference; used ones of which none is new stand alone.
    func grouped() -> [Grouped] {
        var groups: [Grouped] = []
        var places: [ID<Product>: [Int]] = [:]
        for candidate in self where candidate.isNew {
            places[candidate.product, default: []].append(groups.count)
            groups.append(Grouped(candidate: candidate))
        }
        guard groups.count < count else { return groups }
        var alone: [Grouped] = []
        for candidate in self where !candidate.isNew {
            let of = places[candidate.product] ?? []
            let place = of.first { groups[$0].candidate.volume == candidate.volume } ?? of.first
            if let place {
                groups[place].others.append(candidate)
            } else {
                alone.append(Grouped(candidate: candidate))
            }
        }
        let exact = Candidate.exactRank
        let asked = alone.filter { $0.candidate.rank >= exact }
        return asked + groups + alone.filter { $0.candidate.rank < exact }
    }
}

extension Candidate {
    /// From here on the code itself was asked for.
    fileprivate static var exactRank: Int64 { 100_000_000 }
}

/// What decides where a candidate stands, but for its name and its id.
private struct SortKey {
    /// What has the code that was asked for first, and what has no price to be sorted by last.
    let group: Int8
    /// What the order compares, the least first; zero where that is the rank or the name.
    let first: Int64
    let rank: Int64
    let place: Int

    init(_ candidate: Candidate, at place: Int, _ order: OfferOrder) {
        var isLast = false
        switch order {
        case .relevance, .name: first = 0
        case .newest: first = -candidate.createdAt.microseconds
        case .price, .priceDescending:
            isLast = candidate.price == nil
            let amount = candidate.price?.amount ?? 0
            first = order == .price ? amount : -amount
        }
        group = (candidate.rank >= Candidate.exactRank ? 0 : 2) + (isLast ? 1 : 0)
        rank = candidate.rank
        self.place = place
    }
}
