public import Platform

/// Levies: what stands beside a seller's prices for somebody else, or comes back.
///
/// Owns taxes, excises and kinds of containers on deposit, and the places that decide which of them
/// are levied. What is levied on a variant stands on the variant. What it comes to is worked out by
/// the price engine, from the rows that a price book gets (`LevyReplies`); a trigger of pricing on
/// each of the tables moves the book when they change.
///
/// Always so: what a variant names is there, be it a class of taxes or excises or a kind of
/// container, and so is the class that a deposit is taxed by; the last of a class stays while
/// variants or deposits are of it. `levies.check_names` holds the one, a trigger of the catalogue's
/// and one here the other (docs/decisions/0250).
///
/// Events: `tax_rate_created`, `…_edited`, `…_deleted`; the same of `excise_rate`; the first two of
/// `deposit_kind`; `tax_place_changed`.
/// Words: levy (tax, excise, deposit), class, jurisdiction, place.
public enum Levies {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(CreateTaxRate.self)
        table.add(ListTaxRates.self)
        table.add(ReadTaxRate.self)
        table.add(EditTaxRate.self)
        table.add(DeleteTaxRate.self)
        table.add(CreateExciseRate.self)
        table.add(ListExciseRates.self)
        table.add(ReadExciseRate.self)
        table.add(EditExciseRate.self)
        table.add(DeleteExciseRate.self)
        table.add(CreateDepositKind.self)
        table.add(ListDepositKinds.self)
        table.add(ReadDepositKind.self)
        table.add(EditDepositKind.self)
        table.add(ListTaxPlaces.self)
        table.add(PutOwnTaxPlace.self)
        table.add(PutCompanyTaxPlace.self)
    }
}
