import Bedrock
import Platform
import Postgres
import Pricing

extension DraftOrderHead {
    /// A draft that is new.
    init(
        _ party: DraftParties, _ channel: ChannelFacts, _ priced: DraftPricing.Outcome,
        orderedAt: Instant?, at now: Instant
    ) {
        self.init(
            seller: party.book.seller, id: .make(at: now), buyer: party.company.buyer,
            company: party.company.id, channel: channel.id, warehouse: channel.warehouse,
            state: DraftState.open.rawValue, currency: party.book.currency,
            totalAmount: priced.total, lineCount: Int32(priced.lines.count),
            baseQuantity: priced.baseQuantity, orderedAt: orderedAt, reference: nil, note: nil,
            coupons: priced.coupons, promotions: priced.promotions, levies: priced.levies,
            bookVersion: party.book.version, pricedAt: now, order: nil, createdAt: now,
            updatedAt: now, version: 1, shortfalls: priced.shortfalls)
    }

    /// Writes a draft that is new, with its lines.
    func insert(_ lines: [OrderLine], by account: ID<Account>, _ trip: inout Trip) {
        let columns = lines.columns
        let taxes = levies.taxColumns
        let deposits = levies.depositColumns
        trip.add(
            DraftOrderStatements.insert, seller, id, buyer, company, channel, warehouse,
            currency.code, totalAmount, lineCount, baseQuantity, orderedAt, reference, note,
            bookVersion, pricedAt, account, columns.numbers, columns.variants, columns.skus,
            columns.names, columns.units, columns.quantities, columns.baseQuantities,
            columns.unitAmounts, columns.totalAmounts, columns.traces, coupons, promotions,
            levies.place, levies.tax, levies.excise, levies.deposit, taxes.codes, taxes.amounts,
            deposits.kinds, deposits.codes, deposits.counts, deposits.nets, deposits.taxes,
            columns.taxAmounts, columns.exciseAmounts, columns.depositAmounts)
        if delivery != Delivery() { storeDelivery(&trip) }
        if !shortfalls.isEmpty {
            trip.add(DraftOrderStatements.fallShort, seller, id, shortfalls.json)
        }
    }

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
        var next = self
        next.totalAmount = priced.total
        next.lineCount = Int32(priced.lines.count)
        next.baseQuantity = priced.baseQuantity
        next.orderedAt = orderedAt
        next.reference = reference
        next.note = note
        next.coupons = priced.coupons
        next.promotions = priced.promotions
        next.levies = priced.levies
        next.shortfalls = priced.shortfalls
        next.bookVersion = book
        next.pricedAt = now
        next.updatedAt = now
        next.version += 1
        return next
    }

    /// The draft with other words and the prices it has: one version on.
    func noted(reference: String?, note: String?, at now: Instant) -> DraftOrderHead {
        var next = self
        next.reference = reference
        next.note = note
        next.updatedAt = now
        next.version += 1
        return next
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
        trip.add(DraftOrderStatements.fallShort, seller, id, shortfalls.json)
        trip.add(DraftOrderStatements.deleteLines, seller, id)
        trip.add(
            DraftOrderStatements.insertLines, seller, id, buyer, columns.numbers,
            columns.variants, columns.skus, columns.names, columns.units, columns.quantities,
            columns.baseQuantities, columns.unitAmounts, columns.totalAmounts, columns.traces,
            columns.taxAmounts, columns.exciseAmounts, columns.depositAmounts)
    }

    /// The draft in another state.
    func moved(to state: DraftState, at now: Instant) -> DraftOrderHead {
        var next = self
        next.state = state.rawValue
        if state == .open { next.approvedAt = nil }
        if state == .submitted { next.declineReason = nil }
        next.updatedAt = now
        next.version += 1
        return next
    }

    /// Writes where and when it is to arrive.
    func storeDelivery(_ trip: inout Trip) {
        trip.add(
            DraftOrderStatements.deliver, seller, id, delivery.address?.json, delivery.from,
            delivery.until)
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
