import Bedrock
import Catalog
import Platform
import Postgres
import Wire

/// Writes entries of a list, those alone that differ from what stands; those without a ladder go.
///
/// Even a statement that changes no row would move the price book, so none is sent for entries
/// that are as they were. The list is locked by whoever calls.
struct EntryWriter {
    let organization: ID<Organization>
    let list: ID<PriceList>

    /// Applies entries whose keys are all different, and answers what became of each.
    ///
    /// - Parameters:
    ///   - terms: what is said of each entry's mode, mix group, quantity rules and of what waits on
    ///     it; what isn't stays as it stands. nil where entries are given whole.
    ///   - known: what stands of them, where the caller has it already.
    func apply(
        _ entries: [PriceEntry], terms: [PriceEntry.Key: EntryTermChanges]? = nil,
        over known: [PriceEntry.Key: StandingEntry]? = nil, _ effect: borrowing Effect
    ) async throws(Problem) -> [EntryOutcome] {
        let before: [PriceEntry.Key: StandingEntry]
        if let known {
            before = known
        } else {
            before = try await standing(entries.map(\.key), effect)
        }
        var changed: [PriceEntry] = []
        var gone: [PriceEntry.Key] = []
        var outcomes: [EntryOutcome] = []
        outcomes.reserveCapacity(entries.count)
        for given in entries {
            if given.minimums.isEmpty {
                outcomes.append(before[given.key] == nil ? .unchanged : .removed)
                if before[given.key] != nil { gone.append(given.key) }
                continue
            }
            let said = terms.map { $0[given.key] ?? EntryTermChanges() }
            guard let known = before[given.key]?.entry else {
                outcomes.append(.created)
                changed.append(said?.applied(to: given, over: given) ?? given)
                continue
            }
            var entry = given
            entry.next = known.isAlike(given) ? known.next : nil
            entry = said?.applied(to: given, over: known) ?? entry
            outcomes.append(entry == known ? .unchanged : .updated)
            if entry != known { changed.append(entry) }
        }
        var writing = Trip()
        if !changed.isEmpty { write(changed, &writing) }
        if !gone.isEmpty {
            writing.add(
                PriceEntryStatements.remove, organization, list, gone.map(\.variant),
                gone.map(\.category), gone.map(\.unit))
        }
        if writing.count > 0 { try await effect.send(writing) }
        return outcomes
    }

    /// What stands of these entries.
    func standing(
        _ keys: [PriceEntry.Key], _ effect: borrowing Effect
    ) async throws(Problem) -> [PriceEntry.Key: StandingEntry] {
        var trip = Trip()
        let standing = trip.add(
            PriceEntryStatements.standing, organization, list,
            Array(Set(keys.compactMap(\.variant))), keys.contains { $0.variant == nil })
        try await effect.send(trip)
        var found: [PriceEntry.Key: StandingEntry] = [:]
        found.reserveCapacity(standing.rows.count)
        for standing in standing.rows { found[standing.entry.key] = standing }
        return found
    }

    private func write(_ entries: [PriceEntry], _ trip: inout Trip) {
        let sorted = entries.sorted { $0.key.order < $1.key.order }
        trip.add(
            PriceEntryStatements.upsert, organization, list, sorted.map(\.key.variant),
            sorted.map(\.key.category), sorted.map(\.key.unit), sorted.map(\.kind.rawValue),
            sorted.map(\.baseList), sorted.map(\.mode.rawValue), sorted.map(\.mixGroup),
            sorted.map(\.minimum), sorted.map(\.maximum), sorted.map(\.multiple),
            sorted.map { EntryWriter.literal($0.minimums) },
            sorted.map { EntryWriter.literal($0.values) }, sorted.map(\.next?.from),
            sorted.map { $0.next.map { EntryWriter.literal($0.minimums) } },
            sorted.map { $0.next.map { EntryWriter.literal($0.values) } })
    }

    /// Numbers as PostgreSQL writes an array.
    private static func literal(_ numbers: [Int64]) -> String {
        var text = "{"
        for (place, number) in numbers.enumerated() {
            if place > 0 { text += "," }
            text += String(number)
        }
        return text + "}"
    }
}

/// What became of an entry.
enum EntryOutcome: Int, Comparable, Sendable {
    case unchanged, removed, updated, created

    static func < (a: EntryOutcome, b: EntryOutcome) -> Bool { a.rawValue < b.rawValue }
}

extension [EntryOutcome] {
    func count(of outcome: EntryOutcome) -> Int { count { $0 == outcome } }
}

/// An entry as it is now, and the change of prices that waits on it.
struct StandingEntry: Sendable {
    let entry: PriceEntry
    /// nil too where what waits came with a file.
    let change: ID<PriceChange>?
}

extension PriceEntry {
    /// Whether the values of both say the same thing: prices, or percentages off one list.
    func isAlike(_ other: PriceEntry) -> Bool {
        kind == other.kind && baseList == other.baseList
    }
}

/// What a file says of an entry beside its ladder.
struct EntryTermChanges: Equatable, Sendable {
    var mode: LadderMode?
    var mixGroup = Change<String>.unchanged
    var minimum = Change<Int64>.unchanged
    var maximum = Change<Int64>.unchanged
    var multiple = Change<Int64>.unchanged
    /// What waits; it goes where the ladder becomes one of another kind.
    var next = Change<NextLadder>.unchanged

    /// The prices of an entry under the terms of another, as far as they stay.
    func applied(to given: PriceEntry, over known: PriceEntry) -> PriceEntry {
        var entry = given
        entry.mode = mode ?? known.mode
        entry.mixGroup = mixGroup.applied(to: known.mixGroup)
        entry.minimum = minimum.applied(to: known.minimum)
        entry.maximum = maximum.applied(to: known.maximum)
        entry.multiple = multiple.applied(to: known.multiple)
        entry.next = next.applied(to: known.isAlike(given) ? known.next : nil)
        return entry
    }
}

extension PriceEntry.Key {
    /// What keys are put in order by.
    fileprivate var order: (UUIDBytes, UUIDBytes, String) {
        let last = UUIDBytes(high: .max, low: .max)
        return (variant?.uuid ?? last, category?.uuid ?? last, unit)
    }
}
