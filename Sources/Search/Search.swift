// Finding things: by what they are called, by their codes, and by what somebody meant to type.
//
// Owns the documents that lead from words to variants, kept by triggers in the transaction that
// changes the catalogue, and the vocabulary that mistyped words are guessed from.
//
// Always so: what is found belongs to the organization that was asked; a buyer finds what is
// published, at its own price; a rebuild finds nothing to mend.
//
// Words: document, label, candidate, facet, suggestion, other offer, other seller.
// Limits: `SearchLimits`.
public import Platform

/// The front page of searching.
public enum Search {
    /// Declares its operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(SearchOffers.self)
        table.add(SuggestOffers.self)
        table.add(SearchCatalog.self)
        table.add(SuggestCatalog.self)
        table.add(RebuildSearch.self)
    }
}

/// The limits of a search.
package enum SearchLimits {
    /// What is looked at, sorted, counted and priced of what matches.
    static let candidates = 500
    /// Of these, how many of the best are read where nothing but that decides.
    static let best = 400
    /// Searches that may wait for their turn; more are refused.
    package static let waiting = 512
    /// Items of a page.
    static let page = 100
    /// Letters of a question.
    static let question = 200
    /// Suggestions of an answer.
    static let suggestions = 10
    /// Values that a facet counts.
    static let facetValues = 20
    /// Ranges that prices are counted in.
    static let priceBands = 5
    /// What other sellers offer, on a page.
    static let elsewhere = 20
}
