import Platform

extension Privilege {
    /// See how imports went: what they bring in is seen in the catalog.
    static let readImports = Privilege("catalog.read")
}
