import Bedrock
import Platform
import Postgres
import Pricing

extension DraftOrderHead {
    /// The state a move leads to from here; a problem where it isn't legal.
    func after(_ move: DraftState.Move) throws(Problem) -> DraftState {
        guard let state = DraftState(rawValue: state) else {
            throw Problem(.internalError).because("unknown draft state \(state)")
        }
        return try state.after(move)
    }

    /// The draft as it is after its lines were priced anew: one version on.
    func repriced(
        _ priced: DraftPricing.Outcome, orderedAt: Instant?, reference: String?, note: String?,
        book: Int64, at now: Instant
    ) -> DraftOrderHead {
        DraftOrderHead(
            seller: seller, id: id, buyer: buyer, company: company, channel: channel,
            warehouse: warehouse, state: state, currency: currency, totalAmount: priced.total,
            lineCount: Int32(priced.lines.count), baseQuantity: priced.baseQuantity,
            orderedAt: orderedAt, reference: reference, note: note, coupons: priced.coupons,
            promotions: priced.promotions, levies: priced.levies, bookVersion: book,
            pricedAt: now, order: order, createdAt: createdAt, updatedAt: now,
            version: version + 1)
    }

    /// The draft with other words and the prices it has: one version on.
    func noted(reference: String?, note: String?, at now: Instant) -> DraftOrderHead {
        DraftOrderHead(
            seller: seller, id: id, buyer: buyer, company: company, channel: channel,
            warehouse: warehouse, state: state, currency: currency,
            totalAmount: totalAmount, lineCount: lineCount, baseQuantity: baseQuantity,
            orderedAt: orderedAt, reference: reference, note: note, coupons: coupons,
            promotions: promotions, levies: levies, bookVersion: bookVersion, pricedAt: pricedAt,
            order: order, createdAt: createdAt, updatedAt: now, version: version + 1)
    }

    /// Whether its prices are still those it may be placed at: the seller's, or frozen.
    func holdsPrices(of book: SellerBook, on channel: ChannelFacts, at now: Instant) -> Bool {
        let frozenUntil =
            pricedAt.microseconds + Int64(channel.freezeSeconds) * 1_000_000
        return bookVersion == book.version || now.microseconds < frozenUntil
    }

    /// Writes this and those lines over what the draft was.
    func store(_ lines: [OrderLine], _ trip: inout Trip) {
        let columns = lines.columns
        let taxes = levies.taxColumns
        let deposits = levies.depositColumns
        trip.add(
            DraftOrderStatements.reprice, seller, id, totalAmount, lineCount, baseQuantity,
            orderedAt, reference, note, bookVersion, pricedAt, version, coupons, promotions,
            levies.place, levies.tax, levies.excise, levies.deposit, taxes.codes, taxes.amounts,
            deposits.kinds, deposits.codes, deposits.counts, deposits.nets, deposits.taxes,
            updatedAt)
        trip.add(DraftOrderStatements.deleteLines, seller, id)
        trip.add(
            DraftOrderStatements.insertLines, seller, id, buyer, columns.numbers,
            columns.variants, columns.skus, columns.names, columns.units, columns.quantities,
            columns.baseQuantities, columns.unitAmounts, columns.totalAmounts, columns.traces,
            columns.taxAmounts, columns.exciseAmounts, columns.depositAmounts)
    }

    /// The draft in another state.
    func moved(to state: DraftState, at now: Instant) -> DraftOrderHead {
        DraftOrderHead(
            seller: seller, id: id, buyer: buyer, company: company, channel: channel,
            warehouse: warehouse, state: state.rawValue, currency: currency,
            totalAmount: totalAmount, lineCount: lineCount, baseQuantity: baseQuantity,
            orderedAt: orderedAt, reference: reference, note: note, coupons: coupons,
            promotions: promotions, levies: levies, bookVersion: bookVersion, pricedAt: pricedAt,
            order: order, createdAt: createdAt, updatedAt: now, version: version + 1)
    }
}

extension Effect {
    /// Locks a draft the organization is a party to.
    func lock(
        _ id: ID<DraftOrder>, by organization: ID<Organization>
    ) async throws(Problem) -> DraftOrderHead {
        var trip = Trip()
        let locked = trip.add(DraftOrderStatements.lock, organization, id)
        try await send(trip)
        guard let head = locked.first else { throw Problem.notFound }
        return head
    }
}
