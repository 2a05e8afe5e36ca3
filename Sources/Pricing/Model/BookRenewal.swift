import Bedrock
import Platform
import Postgres
import PriceEngine

extension BookLoader {
    /// What a renewal came to: a snapshot, none where the seller is gone, or that the book is to be
    /// read whole.
    enum Renewal {
        case renewed(SellerBook)
        case gone
        case whole
    }

    /// Lists and entries: with these the variants of a book stay what they are.
    private static let causesOfPrices: Set<String> = [
        "entries", "price_lists", "assignments", "places", "companies",
    ]
    /// What variants are, and what is asked of them beside lists: all of it is read anew, and the
    /// entries are kept.
    private static let causesOfVariants: Set<String> = [
        "variants", "products", "categories", "product_tags", "listings", "channels",
        "promotions", "settings", "tax_rates", "excise_rates", "deposit_kinds",
    ]
    /// Of more than this share of a book's entries it takes less to read all of them.
    private static let share = 8
    private static let alwaysFew = 64
    private static let alwaysMany = 100_000

    /// Brings a snapshot up to date by what changed since its version.
    static func renew(
        _ held: SellerBook, _ services: Services
    ) async throws(DatabaseError) -> Renewal {
        let few = min(max(held.book.entryCount / share, alwaysFew), alwaysMany)
        var first = Trip.asSystem(of: held.seller)
        let replies = BookTerms.Replies(&first, held.seller)
        let moves = first.add(BookStatements.moves, held.seller, held.version)
        let touched = first.add(
            BookStatements.touched, held.seller, held.version, Int64(few) + 1)
        try await services.pool.send(first, retryable: true)
        guard let terms = BookTerms(replies) else { return .gone }
        let keys = Set(touched.rows)
        // What is taken out leaves shared quantities and rules behind, which a whole book drops.
        let isLittle =
            touched.rows.count <= few
            && held.changedEntries + keys.count <= max(1_000, held.book.entryCount / 2)
        guard let moved = moves.first, moved.lead(from: held.version, to: terms.head.version),
            terms.head.currency == held.currency, isLittle
        else { return .whole }
        if moved.count == 0, held.book.stands(at: terms.head.place, in: terms.zone) {
            // Whoever changed it asked before its notice came, and nothing is left to be done.
            return .renewed(held)
        }
        let causes = Set(moved.causes)
        if causes.isSubset(of: causesOfPrices) {
            return try await revise(held, terms, keys, services)
        }
        guard causes.isSubset(of: causesOfPrices.union(causesOfVariants)) else { return .whole }
        return try await keepEntries(of: held, terms, keys, few, services)
    }

    /// Reads the entries that were touched.
    private static func revise(
        _ held: SellerBook, _ terms: BookTerms, _ touched: Set<BookEntryKey>, _ services: Services
    ) async throws(DatabaseError) -> Renewal {
        let assembly = BookAssembly(terms, revising: held)
        assembly.remove(touched)
        var trip = Trip.asSystem(of: held.seller)
        let ofVariants = touched.filter { $0.variant != nil }
        if ofVariants.count < touched.count {
            assembly.removeBroadEntries()
            trip.stream(BookStatements.broadEntries, held.seller, use: assembly.add(entry:))
        }
        add(ofVariants, of: held.seller, &trip, assembly)
        if trip.count > 1 { try await services.pool.send(trip) }
        return assembly.finish().map { .renewed($0) } ?? .gone
    }

    /// Reads everything but the entries, then those that were touched, those of variants that are
    /// new or in other units, and those of categories, into which variants may have come.
    private static func keepEntries(
        of held: SellerBook, _ terms: BookTerms, _ touched: Set<BookEntryKey>, _ few: Int,
        _ services: Services
    ) async throws(DatabaseError) -> Renewal {
        let pool = held.variants.count < fewRows ? services.pool : services.slowPool
        let assembly = BookAssembly(terms, keepingEntriesOf: held)
        var second = Trip.asSystem(of: held.seller)
        second.stream(BookStatements.variants, held.seller, use: assembly.add(variant:))
        second.stream(BookStatements.listings, held.seller, use: assembly.add(listing:))
        try await pool.send(second)
        let unknown = assembly.variantsToRead
        guard unknown.count <= few else { return .whole }
        assembly.remove(touched)
        var third = Trip.asSystem(of: held.seller)
        third.stream(BookStatements.broadEntries, held.seller, use: assembly.add(entry:))
        if !unknown.isEmpty {
            third.stream(
                BookStatements.variantEntries, held.seller, unknown, use: assembly.add(entry:))
        }
        let read = Set(unknown)
        add(
            touched.filter { $0.variant.map { !read.contains($0.uuid) } ?? false },
            of: held.seller, &third, assembly)
        try await pool.send(third)
        return assembly.finish().map { .renewed($0) } ?? .gone
    }

    /// What a snapshot would be with other entries in the place of those that it has; nil where its
    /// seller is gone.
    static func suppose(
        _ entries: [BookEntry], in held: SellerBook, _ services: Services
    ) async throws(Problem) -> SellerBook? {
        var trip = Trip.asSystem(of: held.seller)
        let replies = BookTerms.Replies(&trip, held.seller)
        let isBroad = entries.contains { $0.variant == nil }
        let broad = isBroad ? trip.add(BookStatements.broadEntries, held.seller) : nil
        try await services.read(trip)
        guard let terms = BookTerms(replies) else { return nil }
        let keys = Set(entries.map(\.key))
        let assembly = BookAssembly(terms, revising: held)
        assembly.remove(keys)
        if let broad {
            assembly.removeBroadEntries()
            for entry in broad.rows where !keys.contains(entry.key) { assembly.add(entry: entry) }
        }
        for entry in entries { assembly.add(entry: entry) }
        return assembly.finish()
    }

    private static func add(
        _ touched: Set<BookEntryKey>, of seller: ID<Organization>, _ trip: inout Trip,
        _ assembly: BookAssembly
    ) {
        guard !touched.isEmpty else { return }
        let keys = Array(touched)
        trip.stream(
            BookStatements.keyedEntries, seller, keys.map(\.list), keys.compactMap(\.variant),
            keys.map(\.unit), use: assembly.add(entry:))
    }
}
