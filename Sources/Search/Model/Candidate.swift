import Bedrock
import Platform

/// What matched a question, with what it is sorted, grouped and counted by.
struct Candidate: Sendable {
    let id: ID<Variant>
    let product: ID<Product>
    let category: ID<Category>
    let brand: ID<Brand>?
    let name: String
    let condition: String
    let volume: Int32?
    let tags: [String]
    let createdAt: Instant
    /// How well it matches, in millionths; from a hundred million on its code was asked for.
    let rank: Int64
    /// How many matched in all, as far as they were looked at; nil where all of them are answered.
    let lookedAt: Int64?
    /// What a base unit costs the caller; nil until it is priced, and where it isn't for sale.
    var price: Money?

    var isNew: Bool { condition == "new" }
}

/// What a page shows of a candidate beside that.
struct FoundDetails: Sendable {
    let id: ID<Variant>
    let sku: String
    /// In the caller's language, or as the channel calls it.
    let name: String
    let strength: Int32?
    let baseUnit: String
    let caseSize: Int32
    let published: Bool
    let gtins: [String]
    let available: Int64
}

/// What a category or brand is called.
struct SearchName: Sendable {
    let id: UUIDBytes
    let name: String
}

/// What another seller offers under a barcode.
struct ElsewhereRow: Sendable {
    let variant: ID<Variant>
    let seller: ID<Organization>
    let sellerName: String
    let other: ID<Variant>
    let sku: String
    let name: String
    let condition: String
}

extension [Candidate] {
    /// How many matched, as far as they were looked at.
    var lookedAt: Int { first.map { $0.lookedAt.map(Int.init) ?? count } ?? 0 }
}
