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
        sorted { one, other in
            let exact = Candidate.exactRank
            if (one.rank >= exact) != (other.rank >= exact) { return one.rank >= exact }
            if let before = one.stands(before: other, by: order) { return before }
            if one.rank != other.rank { return one.rank > other.rank }
            if one.name != other.name { return one.name < other.name }
            return one.id < other.id
        }
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

    /// nil where the order says nothing of the two.
    fileprivate func stands(before other: Candidate, by order: OfferOrder) -> Bool? {
        switch order {
        case .relevance: return rank == other.rank ? nil : rank > other.rank
        case .name: return name == other.name ? nil : name < other.name
        case .newest: return createdAt == other.createdAt ? nil : createdAt > other.createdAt
        case .price, .priceDescending:
            guard let price, let others = other.price else {
                return (price == nil) == (other.price == nil) ? nil : price != nil
            }
            if price.amount == others.amount { return nil }
            return (price.amount < others.amount) == (order == .price)
        }
    }
}
