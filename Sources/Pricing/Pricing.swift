public import Platform

/// Pricing: what a seller asks of a buyer, and why.
///
/// Owns price lists, their audiences and entries, promotions and how often they were taken, and the
/// version of each seller's price book, of which what `Levies` has is a part too.
/// A `SellerBook` is the snapshot of one seller that prices are made from: it is compiled from
/// rows, held in memory for all loops, and dropped when its seller's book moves. Placing an order
/// checks the version it was priced with, so a stale snapshot can mislead nobody for long.
///
/// Words: price list, entry, break, audience, promotion, lane, coupon, price book, trace.
public enum Pricing {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(CreatePriceList.self)
        table.add(ListPriceLists.self)
        table.add(ReadPriceList.self)
        table.add(EditPriceList.self)
        table.add(PutPriceEntries.self)
        table.add(ListPriceEntries.self)
        table.add(ImportPrices.self)
        table.add(PreviewPriceChange.self)
        table.add(ListPriceChanges.self)
        table.add(ReadPriceChange.self)
        table.add(ListPriceChangeRows.self)
        table.add(ListChangedCompanies.self)
        table.add(ListChangedPrices.self)
        table.add(ApplyPriceChange.self)
        table.add(CancelPriceChange.self)
        table.add(ListBookVersions.self)
        table.add(CompareBooks.self)
        table.add(CompareBookTerms.self)
        table.add(ExportPrices.self)
        table.add(ImportPriceLists.self)
        table.add(BringPriceLists.self)
        table.add(ExportPriceLists.self)
        table.add(BringPrices.self)
        table.add(CreatePromotion.self)
        table.add(ListPromotions.self)
        table.add(ReadPromotion.self)
        table.add(EditPromotion.self)
        table.add(EndPromotion.self)
        table.add(CreateCoupons.self)
        table.add(ListCoupons.self)
        table.add(DisableCoupons.self)
        table.add(ReadPricingSettings.self)
        table.add(EditPricingSettings.self)
        table.add(CheckPrices.self)
        table.add(ExplainPrice.self)
        table.add(ListCompanyPrices.self)
        table.add(ListOffers.self)
        table.add(ListRetailOffers.self)
        table.add(ReadOffer.self)
    }
}
