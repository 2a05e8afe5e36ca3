import Platform

extension Privilege {
    static let readEvents = Privilege("events.read")
}
