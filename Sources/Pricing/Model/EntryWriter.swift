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
    /// - Parameter terms: what is said of each entry's mode, mix group and quantity rules; what
    ///   isn't stays as it stands. nil where entries are given whole.
    func apply(
        _ entries: [PriceEntry], terms: [PriceEntry.Key: EntryTermChanges]? = nil,
        _ effect: borrowing Effect
    ) async throws(Problem) -> [EntryOutcome] {
        var trip = Trip()
        let standing = trip.add(
            PriceEntryStatements.standing, organization, list,
            Array(Set(entries.compactMap(\.key.variant))),
            entries.contains { $0.key.variant == nil })
        try await effect.send(trip)
        var before: [PriceEntry.Key: PriceEntry] = [:]
        before.reserveCapacity(standing.rows.count)
        for entry in standing.rows { before[entry.key] = entry }
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
            guard let known = before[given.key] else {
                outcomes.append(.created)
                changed.append(said?.applied(to: given, over: given) ?? given)
                continue
            }
            let entry = said?.applied(to: given, over: known) ?? given
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

    private func write(_ entries: [PriceEntry], _ trip: inout Trip) {
        let sorted = entries.sorted { $0.key.order < $1.key.order }
        trip.add(
            PriceEntryStatements.upsert, organization, list, sorted.map(\.key.variant),
            sorted.map(\.key.category), sorted.map(\.key.unit), sorted.map(\.kind.rawValue),
            sorted.map(\.baseList), sorted.map(\.mode.rawValue), sorted.map(\.mixGroup),
            sorted.map(\.minimum), sorted.map(\.maximum), sorted.map(\.multiple),
            sorted.map { EntryWriter.literal($0.minimums) },
            sorted.map { EntryWriter.literal($0.values) })
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

/// What a file says of an entry beside its ladder.
struct EntryTermChanges: Equatable, Sendable {
    var mode: LadderMode?
    var mixGroup = Change<String>.unchanged
    var minimum = Change<Int64>.unchanged
    var maximum = Change<Int64>.unchanged
    var multiple = Change<Int64>.unchanged

    /// The prices of an entry under the terms of another, as far as they stay.
    func applied(to given: PriceEntry, over known: PriceEntry) -> PriceEntry {
        var entry = given
        entry.mode = mode ?? known.mode
        entry.mixGroup = mixGroup.applied(to: known.mixGroup)
        entry.minimum = minimum.applied(to: known.minimum)
        entry.maximum = maximum.applied(to: known.maximum)
        entry.multiple = multiple.applied(to: known.multiple)
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
