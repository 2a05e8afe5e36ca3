import Platform

extension Privilege {
    static let readOrganization = Privilege("organization.read")
    static let writeOrganization = Privilege("organization.write")
    static let readCompanies = Privilege("companies.read")
    static let writeCompanies = Privilege("companies.write")
    static let readSuppliers = Privilege("suppliers.read")
    static let readOffers = Privilege("offers.read")
    static let requestSuppliers = Privilege("suppliers.request")
    static let reviewBusinesses = Privilege("businesses.review")
    static let approveBusinesses = Privilege("businesses.approve")
}
