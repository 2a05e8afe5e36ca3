package import Postgres

/// Takes one statement after the other, whatever it answers.
private struct StatementList {
    let visit: (_ sql: String, _ types: [PostgresType]) -> Void

    func callAsFunction<Row, each Parameter: PostgresEncodable>(
        _ statement: Statement<Row, repeat each Parameter>
    ) {
        visit(statement.sql, statement.parameterTypes)
    }
}

extension Pricing {
    /// Shows every statement of the context, for the test that prepares them.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        withoutActuallyEscaping(visit) { visit in
            let add = StatementList(visit: visit)
            book(add)
            lists(add)
            promotions(add)
        }
    }

    private static func book(_ add: StatementList) {
        add(BookStatements.head)
        add(BookStatements.extent)
        add(BookStatements.channels)
        add(BookStatements.categories)
        add(BookStatements.variants)
        add(BookStatements.listings)
        add(BookStatements.lists)
        add(BookStatements.assignments)
        add(BookStatements.entries)
        add(BookStatements.broadEntries)
        add(BookStatements.variantEntries)
        add(BookStatements.keyedEntries)
        add(BookStatements.moves)
        add(BookStatements.touched)
        add(BookStatements.company)
        add(BookStatements.companyByID)
        add(BookStatements.promotions)
        add(BookStatements.tags)
        add(BookStatements.zone)
        add(BookStatements.barcodes)
        add(BookHistoryStatements.versions)
        add(BookHistoryStatements.version)
        add(BookHistoryStatements.compare)
        add(BookHistoryStatements.compareTerms)
        add(OfferStatements.page)
        add(OfferStatements.retailPage)
        add(OfferStatements.images)
        add(OfferStatements.packs)
        add(PriceExportStatements.page)
        add(PriceExportStatements.broad)
    }

    private static func lists(_ add: StatementList) {
        add(PriceListStatements.insert)
        add(PriceListStatements.update)
        add(PriceListStatements.assign)
        add(PriceListStatements.unassign)
        add(PriceListStatements.currency)
        add(PriceListStatements.lock)
        add(PriceListStatements.names)
        add(PriceListFileStatements.named)
        add(PriceListFileStatements.audiences)
        add(PriceListFileStatements.page)
        add(PriceListStatements.categoryPaths)
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
        add(PriceChangeStatements.insert)
        add(PriceChangeStatements.strangers)
        add(PriceChangeStatements.companyPage)
        add(PriceChangeStatements.variants)
        add(PriceChangeStatements.entries)
        add(PriceChangeStatements.preview)
        add(PriceChangeStatements.head)
        add(PriceChangeStatements.page)
        add(PriceChangeStatements.lock)
        add(PriceChangeStatements.counts)
        add(PriceChangeStatements.companies)
        add(PriceChangeStatements.rows)
        add(PriceChangeStatements.sample)
        add(PriceChangeStatements.holdBook)
        add(PriceChangeStatements.apply)
        add(PriceChangeStatements.schedule)
        add(PriceChangeStatements.unschedule)
        add(PriceChangeStatements.decide)
    }

    private static func promotions(_ add: StatementList) {
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
    }
}
