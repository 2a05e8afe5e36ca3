import Bedrock
import Platform
import Postgres
import PriceEngine

/// Makes a seller's snapshot from its rows: few of them are read whole, then variants and prices
/// come one by one and go into the book as they arrive.
enum BookLoader {
    /// Of more rows than these the book is read beside the requests, so that it holds up nobody.
    private static let fewRows: Int64 = 20_000

    static func load(
        _ seller: ID<Organization>, _ services: Services
    ) async throws(Problem) -> SellerBook? {
        do throws(DatabaseError) {
            return try await whole(seller, services)
        } catch {
            // A trip that streams isn't sent again by itself, since half of it may be in a book.
            guard error.mayPass else { throw Problem(error) }
        }
        do throws(DatabaseError) {
            return try await whole(seller, services)
        } catch {
            throw Problem(error)
        }
    }

    private static func whole(
        _ seller: ID<Organization>, _ services: Services
    ) async throws(DatabaseError) -> SellerBook? {
        var first = Trip.asSystem(of: seller)
        let replies = BookTerms.Replies(&first, seller)
        let extent = first.add(BookStatements.extent, seller, fewRows)
        try await services.pool.send(first, retryable: true)
        guard let terms = BookTerms(replies) else { return nil }
        let rows = extent.first ?? 0
        let assembly = BookAssembly(seller, terms)
        var second = Trip.asSystem(of: seller)
        second.stream(BookStatements.variants, seller, use: assembly.add(variant:))
        second.stream(BookStatements.listings, seller, use: assembly.add(listing:))
        second.stream(BookStatements.entries, seller, use: assembly.add(entry:))
        try await (rows < fewRows ? services.pool : services.slowPool).send(second)
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
