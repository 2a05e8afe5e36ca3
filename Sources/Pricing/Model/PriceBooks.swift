public import Bedrock
public import Platform
import Postgres
import PriceEngine
import Synchronization

/// The sellers' snapshots and their companies, held for all loops; least recently used go, by
/// bytes.
///
/// `forget` is called when PostgreSQL says that a seller's book moved: what changed is then read
/// before the book is used again. `forgetAll` is called when the connection that hears of it was
/// lost, since a notice may have been missed.
public final class PriceBooks: Sendable {
    private struct Held {
        var book: SellerBook
        var lastUse: UInt64
        /// Whether the book moved: what is held is brought up to date before it is used.
        var isStale = false
    }

    /// How often a book was read whole, and how often brought up to date by what had changed.
    public struct Loads: Hashable, Sendable {
        public var whole: Int
        public var renewed: Int

        public init(whole: Int, renewed: Int) {
            self.whole = whole
            self.renewed = renewed
        }
    }

    /// A load under way: who else asks for the seller waits for it, in place of loading again.
    private final class Load: @unchecked Sendable {
        // Unchecked: both are touched under the store's lock only.
        var waiting: [UnsafeContinuation<Outcome?, Never>] = []
        /// Whether the book moved since it began: what comes of it is only a beginning.
        var isStale = false
        /// Whether everything was forgotten since it began: nothing of it is kept.
        var isVoid = false
    }

    private typealias Outcome = Result<SellerBook?, Problem>

    private enum Turn {
        case held(SellerBook)
        case load(Load, after: SellerBook?)
        case wait(Load)
    }

    private struct State {
        var books: [ID<Organization>: Held] = [:]
        var loads: [ID<Organization>: Load] = [:]
        var companies: [CompanyKey: CompanyFacts] = [:]
        var bytes = 0
        var counts = Loads(whole: 0, renewed: 0)
        var uses: UInt64 = 0
        /// Grows when anything is forgotten: a company read before is not kept.
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

    /// A seller's book moved: its snapshot isn't used before it is brought up to date.
    public func forget(_ seller: ID<Organization>) {
        state.withLock { state in
            state.forgettings += 1
            state.loads[seller]?.isStale = true
            state.books[seller]?.isStale = true
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
            for load in state.loads.values {
                load.isStale = true
                load.isVoid = true
            }
            state.books = [:]
            state.companies = [:]
            state.bytes = 0
        }
    }

    /// Bytes held, roughly, and books.
    public var size: (bytes: Int, books: Int) {
        state.withLock { ($0.bytes, $0.books.count) }
    }

    /// How books were loaded so far.
    public var loads: Loads { state.withLock { $0.counts } }

    /// The seller's snapshot, loaded where it isn't held; nil where there is no such seller.
    ///
    /// Never older than what the seller was told is done, by this server; by another, than what its
    /// notice has told.
    public func book(
        of seller: ID<Organization>, _ services: Services
    ) async throws(Problem) -> SellerBook? {
        await services.get(Notices.self).catchUp(with: seller)
        while true {
            switch turn(for: seller) {
            case .held(let book): return book
            case .load(let load, let held):
                do throws(Problem) {
                    let loaded = try await BookLoader.load(seller, after: held, services)
                    finish(load, of: seller, .success(loaded.book), isWhole: loaded.isWhole)
                    return loaded.book
                } catch {
                    finish(load, of: seller, .failure(error))
                    throw error
                }
            case .wait(let load):
                // One that was begun before the book moved is waited for and not used.
                if let outcome = await outcome(of: load, for: seller) { return try outcome.get() }
            }
        }
    }

    /// What is held, or who is to load it: one at a time for each seller, since a great book takes
    /// seconds and much memory.
    private func turn(for seller: ID<Organization>) -> Turn {
        state.withLock { state in
            state.uses += 1
            state.books[seller]?.lastUse = state.uses
            let held = state.books[seller]
            if let held, !held.isStale { return .held(held.book) }
            if let load = state.loads[seller] { return .wait(load) }
            let load = Load()
            state.loads[seller] = load
            return .load(load, after: held?.book)
        }
    }

    /// Waits for a load; nil where its book had moved before it was waited for.
    private func outcome(of load: Load, for seller: ID<Organization>) async -> Outcome? {
        var mayUse = false
        let outcome: Outcome? = await withUnsafeContinuation { continuation in
            state.withLock { state in
                guard state.loads[seller] === load else {
                    return continuation.resume(returning: nil)
                }
                mayUse = !load.isStale
                load.waiting.append(continuation)
            }
        }
        return mayUse ? outcome : nil
    }

    private func finish(
        _ load: Load, of seller: ID<Organization>, _ outcome: Outcome, isWhole: Bool = false
    ) {
        let waiting = state.withLock { state in
            state.loads[seller] = nil
            if case .success(let book) = outcome {
                state.counts.whole += isWhole ? 1 : 0
                state.counts.renewed += isWhole ? 0 : 1
                keep(book, of: seller, load, in: &state)
            }
            return load.waiting
        }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }

    private func keep(
        _ book: SellerBook?, of seller: ID<Organization>, _ load: Load, in state: inout State
    ) {
        // Where everything was forgotten meanwhile, what was read before that is no beginning.
        if load.isVoid { return }
        if let before = state.books.removeValue(forKey: seller) {
            state.bytes -= before.book.approximateBytes
        }
        guard let book else { return }
        state.uses += 1
        state.books[seller] = Held(book: book, lastUse: state.uses, isStale: load.isStale)
        state.bytes += book.approximateBytes
        while state.bytes > byteLimit, state.books.count > 1 {
            guard let oldest = state.books.min(by: { $0.value.lastUse < $1.value.lastUse })
            else { return }
            state.books[oldest.key] = nil
            state.bytes -= oldest.value.book.approximateBytes
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
