import Platform

// Who sees and sets prices sees and sets what stands beside them.
extension Privilege {
    static let readPrices = Privilege("prices.read")
    static let writePrices = Privilege("prices.write")
}
