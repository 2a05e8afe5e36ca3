import Platform

extension Privilege {
    static let readImages = Privilege("catalog.read")
    static let writeImages = Privilege("catalog.write")
}
