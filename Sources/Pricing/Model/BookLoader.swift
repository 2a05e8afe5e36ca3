import Bedrock
import Platform
import Postgres
import PriceEngine

/// Makes a seller's snapshot from its rows: few of them are read whole, then variants and prices
/// come one by one and go into the book as they arrive.
enum BookLoader {
    /// Of more rows than these the book is read beside the requests, so that it holds up nobody.
    static let fewRows = 20_000

    /// What was loaded; no book where there is no such seller.
    struct Loaded {
        let book: SellerBook?
        let isWhole: Bool
    }

    /// Brings up to date what is held, or where there is nothing to begin with reads all rows.
    static func load(
        _ seller: ID<Organization>, after held: SellerBook?, _ services: Services
    ) async throws(Problem) -> Loaded {
        do throws(DatabaseError) {
            return try await loadOnce(seller, after: held, services)
        } catch {
            // A trip that streams isn't sent again by itself, since half of it may be in a book.
            guard error.mayPass else { throw Problem(error) }
        }
        do throws(DatabaseError) {
            return try await loadOnce(seller, after: held, services)
        } catch {
            throw Problem(error)
        }
    }

    private static func loadOnce(
        _ seller: ID<Organization>, after held: SellerBook?, _ services: Services
    ) async throws(DatabaseError) -> Loaded {
        if let held {
            switch try await renew(held, services) {
            case .renewed(let book): return Loaded(book: book, isWhole: false)
            case .gone: return Loaded(book: nil, isWhole: false)
            case .whole: break
            }
        }
        return Loaded(book: try await whole(seller, services), isWhole: true)
    }

    private static func whole(
        _ seller: ID<Organization>, _ services: Services
    ) async throws(DatabaseError) -> SellerBook? {
        var first = Trip.asSystem(of: seller)
        let replies = BookTerms.Replies(&first, seller)
        let extent = first.add(BookStatements.extent, seller, Int64(fewRows))
        try await services.pool.send(first, retryable: true)
        guard let terms = BookTerms(replies) else { return nil }
        let assembly = BookAssembly(seller, terms)
        var second = Trip.asSystem(of: seller)
        second.stream(BookStatements.variants, seller, use: assembly.add(variant:))
        second.stream(BookStatements.listings, seller, use: assembly.add(listing:))
        second.stream(BookStatements.entries, seller, use: assembly.add(entry:))
        let isFew = Int(extent.first ?? 0) < fewRows
        try await (isFew ? services.pool : services.slowPool).send(second)
        return assembly.finish()
    }

    static func company(
        seller: ID<Organization>, buyer: ID<Organization>, _ services: Services
    ) async throws(Problem) -> CompanyFacts? {
        var trip = Trip.asSystem(of: seller)
        let company = trip.add(BookStatements.company, seller, buyer)
        try await services.read(trip)
        return company.first
    }

    static func company(
        seller: ID<Organization>, id: ID<Company>, _ services: Services
    ) async throws(Problem) -> CompanyFacts? {
        var trip = Trip.asSystem(of: seller)
        let company = trip.add(BookStatements.companyByID, seller, id)
        try await services.read(trip)
        return company.first
    }
}

extension BookLoader {
    /// How often a company, and everybody, took the seller's limited promotions.
    static func uses(
        seller: ID<Organization>, company: ID<Company>, coupons: [String], at instant: Instant,
        _ services: Services
    ) async throws(Problem) -> PromotionUses {
        var trip = Trip.asSystem(of: seller)
        let found = trip.add(PromotionStatements.uses, seller, company)
        let opened = coupons.isEmpty
            ? nil : trip.add(CouponStatements.opened, seller, company, coupons, instant)
        try await services.read(trip)
        return PromotionUses(
            uses: found.rows.compactMap { row in
                row.promotion.map {
                    PromotionUse(
                        promotion: $0, byCompany: row.byCompany, inTotal: row.inTotal)
                }
            }, isFirstOrder: found.rows.contains(where: \.isFirstOrder),
            opened: opened?.rows ?? [])
    }
}

extension DatabaseError {
    /// Whether the same, asked again, may well be answered.
    var mayPass: Bool {
        switch self {
        case .lost: true
        // The session lost its statements, or their columns changed under it.
        case .server(let error): error.sqlstate == "26000" || error.sqlstate == "0A000"
        default: false
        }
    }
}
