public import Bedrock
public import Platform
public import PriceEngine
public import Wire

/// What one tax comes to in a basket or an order.
public struct TaxTotalView: Output, Sendable {
    public let code: String
    public let amount: Money

    public init(code: String, amount: Money) {
        self.code = code
        self.amount = amount
    }

    public static let example = TaxTotalView(code: "vat", amount: Money(4_080, .usd))

    public func write(_ out: inout OutputWriter) {
        out("code", code, "What the tax is called.")
        out("amount", amount, "What it comes to, on deposits too.")
    }
}

/// A deposit, or below zero what is given back for empties: a line of its own.
public struct DepositLineView: Output, Sendable {
    public let kind: ID<DepositKind>
    public let code: String
    public let count: Int64
    public let net: Money
    public let tax: Money

    public init(kind: ID<DepositKind>, code: String, count: Int64, net: Money, tax: Money) {
        self.kind = kind
        self.code = code
        self.count = count
        self.net = net
        self.tax = tax
    }

    public static let example = DepositLineView(
        kind: ID(uuid: UUIDBytes(high: 1, low: 9)), code: "crate-12", count: 2,
        net: Money(300, .usd), tax: Money(0, .usd))

    public func write(_ out: inout OutputWriter) {
        out("kind_id", kind, "The kind of container.")
        out("code", code, "What it is called.")
        out("count", count, "How many; below zero for those that come back.")
        out("net", net, "The deposit, less any tax in it.")
        out("tax", tax, "The tax on it.")
        out("total", Money(net.amount + tax.amount, net.currency), "Both together.")
    }
}

extension BasketLevies {
    /// The deposits as they are shown.
    public var depositViews: [DepositLineView] {
        deposits.map {
            DepositLineView(
                kind: ID(uuid: $0.kind), code: $0.code, count: $0.count, net: $0.net, tax: $0.tax)
        }
    }
}
