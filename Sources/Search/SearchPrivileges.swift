import Platform

extension Privilege {
    static let readOffers = Privilege("offers.read")
    static let readCatalog = Privilege("catalog.read")
    static let writeCatalog = Privilege("catalog.write")
}
