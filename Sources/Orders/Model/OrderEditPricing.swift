import Bedrock
import Platform
import Postgres
import PriceEngine
import Pricing
import Wire

/// Prices an edit. Lines with another quantity and lines that are new have today's price. What was
/// not touched keeps the price it was placed at, unless the edit itself moves it: what a line comes
/// to is compared between the whole order as it was and as it will be, both at today's prices.
struct OrderEditPricing {
    /// A line of the order as it is to be.
    private struct Row {
        let number: Int32
        /// As it was, with its place in the order; nil of a new line.
        let old: (place: Int, line: OrderLine)?
        let variant: ID<Variant>
        let input: LineInput
        let sku: String
        let name: String
        let unit: String
        /// What a violation points at; nil of a line that was not touched.
        let pointer: String?
    }

    private let edit: OrderEdit
    private let head: OrderHead
    private let before: [OrderLine]
    private let held: Set<Int32>
    private let last: Int32
    private let company: CompanyFacts
    private let book: SellerBook
    private let uses: PromotionUses
    private let now: Instant
    private let isSeller: Bool

    init(
        _ edit: OrderEdit, of head: OrderHead, _ before: [OrderLine], onTheirWay: Set<Int32>,
        last: Int32, _ context: Context<Member>
    ) async throws(Problem) {
        let books = context.services.get(PriceBooks.self)
        let company = try await books.company(
            seller: head.seller, buyer: head.buyer, context.services)
        guard let company, company.isActive,
            let book = try await books.book(of: head.seller, context.services),
            book.currency == head.currency
        else { throw Problem(.notTradingPartners) }
        self.edit = edit
        self.head = head
        self.before = before
        held = onTheirWay
        self.last = last
        self.company = company
        self.book = book
        now = context.now
        isSeller = head.seller == context.caller.organization
        uses = try await OrderEditPricing.uses(of: book, by: company, head, context)
    }

    /// What promotions need to know, as if the order had not taken what it took.
    private static func uses(
        of book: SellerBook, by company: CompanyFacts, _ head: OrderHead,
        _ context: Context<Member>
    ) async throws(Problem) -> PromotionUses {
        var uses = try await context.services.get(PriceBooks.self).uses(
            of: book, by: company, at: context.now, isGuess: false, context.services)
        guard book.book.countsUses || !head.coupons.isEmpty else { return uses }
        var trip = Trip.asSystem(of: head.seller)
        let isFirst = trip.add(OrderEditStatements.isFirst, head.seller, head.id)
        let taken = trip.add(OrderEditStatements.taken, head.seller, head.id)
        try await context.services.read(trip)
        let own = Set(head.promotions.map(\.uuid))
        uses.isFirstOrder = isFirst.first ?? false
        uses.uses = uses.uses.map { use in
            guard own.contains(use.promotion) else { return use }
            return PromotionUse(
                promotion: use.promotion, byCompany: max(0, use.byCompany - 1),
                inTotal: max(0, use.inTotal - 1))
        }
        uses.opened = taken.rows.map {
            OpenedCoupon(code: $0.code, promotion: $0.promotion.uuid)
        }
        return uses
    }

    /// The order as it is to be; a problem that names what is wrong with the edit.
    func edited() throws(Problem) -> EditedOrder {
        let rows = try rows()
        let was = price(before.map { LineInput(again: $0).requested($0.variant) })
        let becomes = price(rows.map { $0.input.requested($0.variant) })
        var edited = EditedOrder(head: head, bookVersion: book.version, lastLine: last)
        var violations: [Violation] = []
        for (place, row) in rows.enumerated() {
            let priced = becomes.lines[place]
            if let old = row.old, row.pointer == nil {
                guard !held.contains(row.number), moved(was.lines[old.place], priced),
                    let line = line(row, priced)
                else {
                    edited.keep(old.line)
                    continue
                }
                edited.add(line, insteadOf: old.line, .repriced)
                continue
            }
            let problems = priced.problems.filter { !isSeller || !$0.isOrderMinimum }
            for problem in problems where violations.count < 100 {
                let found = problem.violation(line: 0)
                violations.append(
                    Violation(
                        pointer: row.pointer ?? "", code: found.code, message: found.message))
            }
            guard let line = line(row, priced) else {
                if problems.isEmpty { throw Problem(.amountTooLarge) }
                continue
            }
            edited.add(line, insteadOf: row.old?.line, row.old == nil ? .added : .changed)
        }
        let minimum = becomes.lines.flatMap(\.problems).first(where: \.isOrderMinimum)
        if !isSeller, violations.isEmpty, let minimum {
            violations.append(
                Violation(pointer: "/changes", code: minimum.slug, message: minimum.message))
        }
        guard violations.isEmpty else { throw .invalid(violations) }
        let left = Set(rows.map(\.number))
        for line in before where !left.contains(line.line) { edited.remove(line) }
        try edited.finish(was, becomes)
        return edited
    }

    private func moved(_ was: PricedLine, _ becomes: PricedLine) -> Bool {
        guard let before = was.due, let after = becomes.due else { return false }
        return before != after || was.levies?.tax != becomes.levies?.tax
            || was.levies?.excise != becomes.levies?.excise
    }

    private func price(_ lines: [RequestedLine]) -> PricedBasket {
        var request = PricingRequest(
            buyer: company.buyer(on: head.channel), instant: now, currency: head.currency,
            lines: lines)
        request.coupons = head.coupons
        request.take(uses)
        request.take(company.place, [])
        return book.book.price(request)
    }

    private func line(_ row: Row, _ priced: PricedLine) -> OrderLine? {
        guard let unitPrice = priced.unitPrice, let total = priced.due,
            let base = priced.baseQuantity, let trace = priced.trace
        else { return nil }
        return OrderLine(
            line: row.number, variant: row.variant, sku: row.sku, name: row.name, unit: row.unit,
            quantity: priced.quantity, baseQuantity: base, unitAmount: unitPrice.amount,
            totalAmount: total.amount, taxAmount: priced.levies?.tax.amount ?? 0,
            exciseAmount: priced.levies?.excise.amount ?? 0,
            depositAmount: priced.levies?.deposit.amount ?? 0, currency: head.currency,
            trace: trace.json)
    }

    /// The lines as they are to be, before they are priced.
    private func rows() throws(Problem) -> [Row] {
        var wanted: [Int32: (place: Int, quantity: Int64)] = [:]
        for (place, change) in edit.changes.enumerated() {
            wanted[change.line] = (place, change.quantity)
        }
        var violations: [Violation] = []
        let known = Set(before.map(\.line))
        for (place, change) in edit.changes.enumerated() where !known.contains(change.line) {
            violations.append(
                Violation(
                    pointer: "/changes/\(place)/line", code: "unknown_line",
                    message: "The order has no such line."))
        }
        let touched = edit.changes.map(\.line).filter(held.contains).sorted()
        guard touched.isEmpty else {
            let lines = touched.map(String.init).joined(separator: ", ")
            throw Problem(.lineOnItsWay, "On their way, or cancelled already: lines \(lines).")
        }
        var rows: [Row] = []
        var isNew = !edit.added.isEmpty
        for (place, line) in before.enumerated() {
            let change = wanted[line.line]
            let quantity = change?.quantity ?? line.quantity
            if quantity != line.quantity { isNew = true }
            guard quantity > 0 else { continue }
            rows.append(
                Row(
                    number: line.line, old: (place, line), variant: line.variant,
                    input: LineInput(
                        line.variant, unit: line.unit, quantity: quantity, agreed: line.agreed),
                    sku: line.sku, name: line.name, unit: line.unit,
                    pointer: quantity == line.quantity
                        ? nil : "/changes/\(change?.place ?? 0)/quantity"))
        }
        for (place, input) in edit.added.enumerated() {
            guard let facts = input.facts(in: book, on: head.channel, at: now) else {
                violations.append(
                    Violation(
                        pointer: "/added/\(place)/\(input.variant == nil ? "sku" : "variant_id")",
                        code: "unknown_variant", message: LineProblem.unknownVariant.message))
                continue
            }
            rows.append(
                Row(
                    number: last + Int32(place) + 1, old: nil, variant: facts.id,
                    input: LineInput(
                        facts.id, unit: input.unit, quantity: input.quantity,
                        agreed: input.agreed),
                    sku: facts.sku, name: facts.name, unit: input.unit ?? facts.baseUnit,
                    pointer: "/added/\(place)/quantity"))
        }
        if violations.isEmpty, !isNew || rows.isEmpty || rows.count > OrderLimits.lines {
            violations.append(
                Violation(
                    pointer: "/changes", code: isNew ? "lines" : "nothing",
                    message: isNew
                        ? "An order has 1 to \(OrderLimits.lines) lines; cancel it instead."
                        : "It is so already."))
        }
        guard violations.isEmpty else { throw .invalid(Array(violations.prefix(100))) }
        return rows
    }
}

extension LineProblem {
    /// Whether a list's order minimum isn't reached.
    var isOrderMinimum: Bool {
        switch self {
        case .belowOrderAmount, .belowOrderQuantity: true
        default: false
        }
    }
}
