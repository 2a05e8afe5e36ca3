import Platform

extension Privilege {
    static let readPrices = Privilege("prices.read")
    static let writePrices = Privilege("prices.write")
    static let readOffers = Privilege("offers.read")
}
