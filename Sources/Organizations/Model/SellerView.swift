import Bedrock
import Platform
import Postgres
import Wire

/// A seller as the directory shows it to everybody.
struct SellerView: Output, Sendable {
    let id: ID<Organization>
    let name: String
    let businessType: BusinessType
    let country: String
    let currency: String

    static let example = SellerView(
        id: .sample(FieldRule()), name: "Prairie Wines", businessType: .wholesaler,
        country: "US", currency: "USD")

    static func read(_ row: inout RowReader) throws(RowError) -> SellerView {
        SellerView(
            id: try row.read(), name: try row.read(),
            businessType: try row.readWord("business_type"), country: try row.read(),
            currency: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The seller's id.")
        out("name", name, "Its name.")
        out("business_type", businessType, "What kind of business it is.")
        out("country", country, "Two letters of ISO 3166.")
        out("currency", currency, "What it trades in.")
    }
}

/// A seller as its buyer knows it: the same relation that the seller calls a company.
struct SupplierView: Output, Sendable {
    let id: ID<Company>
    let seller: ID<Organization>
    let sellerName: String?
    let state: CompanyState
    let createdAt: Instant

    static let example = SupplierView(
        id: .sample(FieldRule()), seller: .sample(FieldRule()), sellerName: "Prairie Wines",
        state: .requested, createdAt: .sample(FieldRule()))

    static func read(_ row: inout RowReader) throws(RowError) -> SupplierView {
        SupplierView(
            id: try row.read(), seller: try row.read(), sellerName: try row.read(),
            state: try row.readWord("state"), createdAt: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("company_id", id, "The relation's id, at the seller's as at the buyer's.")
        out("seller_id", seller, "The seller.")
        out("seller_name", sellerName, "Its name; null when it trades no more.")
        out("state", state, "Orders can be placed when `active`.")
        out("created_at", createdAt, "When it was asked for.")
    }
}
