import Bedrock
import Platform
import Postgres

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
            promotions: priced.promotions, bookVersion: book,
            pricedAt: now, order: order, createdAt: createdAt, updatedAt: now,
            version: version + 1)
    }

    /// Writes this and those lines over what the draft was.
    func store(_ lines: [OrderLine], _ trip: inout Trip) {
        let columns = lines.columns
        trip.add(
            DraftOrderStatements.reprice, seller, id, totalAmount, lineCount, baseQuantity,
            orderedAt, reference, note, bookVersion, pricedAt, version, coupons, promotions)
        trip.add(DraftOrderStatements.deleteLines, seller, id)
        trip.add(
            DraftOrderStatements.insertLines, seller, id, buyer, columns.numbers,
            columns.variants, columns.skus, columns.names, columns.units, columns.quantities,
            columns.baseQuantities, columns.unitAmounts, columns.totalAmounts, columns.traces)
    }

    /// The draft in another state.
    func moved(to state: DraftState, at now: Instant) -> DraftOrderHead {
        DraftOrderHead(
            seller: seller, id: id, buyer: buyer, company: company, channel: channel,
            warehouse: warehouse, state: state.rawValue, currency: currency,
            totalAmount: totalAmount, lineCount: lineCount, baseQuantity: baseQuantity,
            orderedAt: orderedAt, reference: reference, note: note, coupons: coupons,
            promotions: promotions, bookVersion: bookVersion, pricedAt: pricedAt, order: order,
            createdAt: createdAt, updatedAt: now, version: version + 1)
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
