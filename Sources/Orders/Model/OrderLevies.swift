import Bedrock
import Levies
import Platform
import Postgres
import PriceEngine
import Pricing
import Wire

/// What stands beside the prices of a draft or an order, as it is stored and answered.
///
/// Net, excise, tax and deposit make the total; where nothing is levied net is the total.
struct OrderLevies: Sendable {
    /// Where the goods go, as taxes see it; nil where nothing is levied.
    var place: String?
    var tax: Int64 = 0
    var excise: Int64 = 0
    var deposit: Int64 = 0
    var taxes: [TaxTotalView] = []
    /// One for each kind that leaves, then one for each that comes back.
    var deposits: [DepositLineView] = []

    init() {}

    init(_ basket: PricedBasket) {
        guard let levies = basket.levies, let sums = levies.sums else { return }
        place = levies.place
        tax = sums.tax.amount
        excise = sums.excise.amount
        deposit = sums.deposit.amount
        taxes = sums.taxes.map { TaxTotalView(code: $0.code, amount: $0.amount) }
        deposits = levies.depositViews
    }

    /// The empties that come back, to be priced again.
    var empties: [EmptiesInput] {
        deposits.filter { $0.count < 0 }.map { EmptiesInput(kind: $0.kind, count: -$0.count) }
    }

    /// The columns of a statement that writes them.
    var taxColumns: (codes: [String], amounts: [Int64]) {
        (taxes.map(\.code), taxes.map(\.amount.amount))
    }

    var depositColumns:
        (
            kinds: [ID<DepositKind>], codes: [String], counts: [Int64], nets: [Int64],
            taxes: [Int64]
        )
    {
        (
            deposits.map(\.kind), deposits.map(\.code), deposits.map(\.count),
            deposits.map(\.net.amount), deposits.map(\.tax.amount)
        )
    }

    func write(_ total: Int64, _ currency: Currency, _ out: inout OutputWriter) {
        out("place", place, "Where the goods go, as taxes see it; null where nothing is levied.")
        out(
            "net", Money(total - tax - excise - deposit, currency),
            "The lines, less the taxes in their prices.")
        out("excise", Money(excise, currency), "The excise on them.")
        out("tax", Money(tax, currency), "All taxes, on deposits too.")
        out("deposit", Money(deposit, currency), "Deposits, less what empties bring back.")
        out("total", Money(total, currency), "What is to be paid: all of these.")
        out("taxes", taxes, "Each tax.")
        out("deposits", deposits, "Deposits and empties, a line for each kind.")
    }
}

extension RowReader {
    /// The columns of what stands beside the prices, in the order in which statements name them.
    mutating func readLevies(_ currency: Currency) throws(RowError) -> OrderLevies {
        var levies = OrderLevies()
        levies.place = try read()
        levies.tax = try read()
        levies.excise = try read()
        levies.deposit = try read()
        let codes: [String] = try read()
        let amounts: [Int64] = try read()
        levies.taxes = zip(codes, amounts).map {
            TaxTotalView(code: $0, amount: Money($1, currency))
        }
        let kinds: [ID<DepositKind>] = try read()
        let names: [String] = try read()
        let counts: [Int64] = try read()
        let nets: [Int64] = try read()
        let taxes: [Int64] = try read()
        levies.deposits = kinds.indices.map {
            DepositLineView(
                kind: kinds[$0], code: names[$0], count: counts[$0],
                net: Money(nets[$0], currency), tax: Money(taxes[$0], currency))
        }
        return levies
    }
}
