public import Bedrock
public import Platform
import Postgres
import PriceEngine
import Synchronization

/// The sellers' snapshots and their companies, held for all loops; least recently used go, by
/// bytes.
///
/// `forget` is called when PostgreSQL says that a seller's book moved; `forgetAll` when the
/// connection that hears of it was lost, since a notice may have been missed.
public final class PriceBooks: Sendable {
    private struct Held {
        var book: SellerBook
        var lastUse: UInt64
    }

    private struct State {
        var books: [ID<Organization>: Held] = [:]
        var companies: [CompanyKey: CompanyFacts] = [:]
        var bytes = 0
        var uses: UInt64 = 0
        /// Grows when anything is forgotten: a load begun before is not kept.
        var forgettings: UInt64 = 0
    }

    private struct CompanyKey: Hashable {
        let seller: ID<Organization>
        let buyer: ID<Organization>
    }

    private static let companyLimit = 200_000
    private let byteLimit: Int
    private let state = Mutex(State())

    /// A store of at most so many bytes, of which one book at least is always held.
    public init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// Drops a seller's snapshot: its book moved.
    public func forget(_ seller: ID<Organization>) {
        state.withLock { state in
            state.forgettings += 1
            if let held = state.books.removeValue(forKey: seller) {
                state.bytes -= held.book.approximateBytes
            }
        }
    }

    /// Drops what is known of one relation, or of all that a seller has where no buyer is named.
    public func forget(seller: ID<Organization>, buyer: ID<Organization>?) {
        state.withLock { state in
            state.forgettings += 1
            if let buyer {
                state.companies[CompanyKey(seller: seller, buyer: buyer)] = nil
            } else {
                state.companies = state.companies.filter { $0.key.seller != seller }
            }
        }
    }

    /// Drops everything.
    public func forgetAll() {
        state.withLock { state in
            state.forgettings += 1
            state.books = [:]
            state.companies = [:]
            state.bytes = 0
        }
    }

    /// Bytes held, roughly, and books.
    public var size: (bytes: Int, books: Int) {
        state.withLock { ($0.bytes, $0.books.count) }
    }

    /// The seller's snapshot, loaded where it isn't held; nil where there is no such seller.
    ///
    /// Never older than what the seller was told is done, by this server; by another, than what its
    /// notice has told.
    public func book(
        of seller: ID<Organization>, _ services: Services
    ) async throws(Problem) -> SellerBook? {
        await services.get(Notices.self).catchUp(with: seller)
        let (held, mark) = state.withLock { state -> (SellerBook?, UInt64) in
            state.uses += 1
            state.books[seller]?.lastUse = state.uses
            return (state.books[seller]?.book, state.forgettings)
        }
        if let held { return held }
        guard let book = try await BookLoader.load(seller, services) else { return nil }
        keep(book, since: mark)
        return book
    }

    private func keep(_ book: SellerBook, since mark: UInt64) {
        state.withLock { state in
            guard state.forgettings == mark else { return }
            state.uses += 1
            let before = state.books.updateValue(
                Held(book: book, lastUse: state.uses), forKey: book.seller)
            state.bytes += book.approximateBytes - (before?.book.approximateBytes ?? 0)
            while state.bytes > byteLimit, state.books.count > 1 {
                guard let oldest = state.books.min(by: { $0.value.lastUse < $1.value.lastUse })
                else { return }
                state.books[oldest.key] = nil
                state.bytes -= oldest.value.book.approximateBytes
            }
        }
    }

    /// The buyer as that seller knows it; nil where they have no relation.
    public func company(
        seller: ID<Organization>, buyer: ID<Organization>, _ services: Services
    ) async throws(Problem) -> CompanyFacts? {
        await services.get(Notices.self).catchUp(with: seller)
        let key = CompanyKey(seller: seller, buyer: buyer)
        let (held, mark) = state.withLock { ($0.companies[key], $0.forgettings) }
        if let held { return held }
        guard let loaded = try await BookLoader.company(seller: seller, buyer: buyer, services)
        else { return nil }
        state.withLock { state in
            guard state.forgettings == mark else { return }
            if state.companies.count >= PriceBooks.companyLimit { state.companies = [:] }
            state.companies[key] = loaded
        }
        return loaded
    }

    /// What a price depends on that is no part of a book: how often limited promotions were taken.
    /// Read where the book has any, and only then.
    ///
    /// - Parameters:
    ///   - coupons: the codes that the buyer gives, of which those kept beside the book are looked
    ///     up.
    ///   - isGuess: whether codes that open nothing count as guesses, of which a company has only
    ///     so many.
    public func uses(
        of book: SellerBook, by company: CompanyFacts, giving coupons: [String] = [],
        at instant: Instant, isGuess: Bool = true, _ services: Services
    ) async throws(Problem) -> PromotionUses {
        let asks = book.hasStoredCodes && !coupons.isEmpty
        var uses = PromotionUses()
        if book.book.countsUses || asks {
            uses = try await BookLoader.uses(
                seller: book.seller, company: company.id, coupons: asks ? coupons : [],
                at: instant, services)
        }
        for code in coupons where isGuess && !book.book.knows(code: code) {
            if uses.opened.contains(where: { $0.code == code }) { continue }
            try services.countGuess(by: company.id)
        }
        return uses
    }

    /// The same for somebody the seller has no relation with, who used nothing yet.
    func uses(
        byAnybodyOf book: SellerBook, at instant: Instant, _ services: Services
    ) async throws(Problem) -> PromotionUses {
        guard book.book.countsUses else { return PromotionUses() }
        let nobody = ID<Company>(uuid: UUIDBytes(high: 0, low: 0))
        var uses = try await BookLoader.uses(
            seller: book.seller, company: nobody, coupons: [], at: instant, services)
        // It isn't known whether it would be their first order.
        uses.isFirstOrder = false
        return uses
    }

    /// A company of that seller by its id, read anew; nil where the seller knows no such company.
    public func company(
        seller: ID<Organization>, id: ID<Company>, _ services: Services
    ) async throws(Problem) -> CompanyFacts? {
        try await BookLoader.company(seller: seller, id: id, services)
    }
}
