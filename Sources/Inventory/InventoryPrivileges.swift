import Platform

extension Privilege {
    static let readStock = Privilege("stock.read")
    static let writeStock = Privilege("stock.write")
    static let ruleStock = Privilege("stock.rules")
    static let reserveStock = Privilege("stock.reserve")
}
