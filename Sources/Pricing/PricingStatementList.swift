package import Postgres

extension Pricing {
    /// Shows every statement of the context, for the test that prepares them.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(BookStatements.head)
        add(BookStatements.channels)
        add(BookStatements.categories)
        add(BookStatements.variants)
        add(BookStatements.listings)
        add(BookStatements.lists)
        add(BookStatements.assignments)
        add(BookStatements.entries)
        add(BookStatements.company)
        add(BookStatements.companyByID)
        add(BookStatements.promotions)
        add(BookStatements.zone)
        add(BookStatements.barcodes)
        add(PromotionStatements.store)
        add(PromotionStatements.head)
        add(PromotionStatements.page)
        add(PromotionStatements.lock)
        add(PromotionStatements.known)
        add(PromotionStatements.uses)
        add(PromotionStatements.settings)
        add(PromotionStatements.lockSettings)
        add(PromotionStatements.storeSettings)
        add(CouponStatements.insert)
        add(CouponStatements.close)
        add(CouponStatements.page)
        add(CouponStatements.disable)
        add(CouponStatements.opened)
        add(OfferStatements.page)
        add(PriceListStatements.insert)
        add(PriceListStatements.update)
        add(PriceListStatements.assign)
        add(PriceListStatements.unassign)
        add(PriceListStatements.currency)
        add(PriceListStatements.lock)
        add(PriceListStatements.head)
        add(PriceListStatements.page)
        add(PriceListStatements.knownAudiences)
        add(PriceEntryStatements.variants)
        add(PriceEntryStatements.categories)
        add(PriceEntryStatements.lists)
        add(PriceEntryStatements.standing)
        add(PriceEntryStatements.upsert)
        add(PriceEntryStatements.remove)
        add(PriceEntryStatements.variantPage)
        add(PriceEntryStatements.broadPage)
    }
}
