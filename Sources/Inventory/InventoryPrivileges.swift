import Platform

extension Privilege {
    static let readStock = Privilege("stock.read")
    static let writeStock = Privilege("stock.write")
}
