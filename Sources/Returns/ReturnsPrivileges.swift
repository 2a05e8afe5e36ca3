import Platform

extension Privilege {
    static let readReturns = Privilege("returns.read")
    static let requestReturns = Privilege("returns.request")
    static let writeReturns = Privilege("returns.write")
}
