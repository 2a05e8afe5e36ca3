/// Who takes part in a replay, as the name of its set and the files have it.
///
/// Everything is derived from them, so that a second run meets the same parties.
struct ReplayParties: Sendable {
    let name: String
    /// One password for all accounts of a set: they are made for it and hold nothing else.
    private var password: String { "replay of \(name), every party" }

    var wholesaler: Person {
        Person(
            name: "\(name.capitalized) Wholesale", email: "owner@wholesale.\(name).example.com",
            password: password)
    }

    var wholesale: Business {
        Business(
            type: "wholesaler", legalName: "\(name.capitalized) Wholesale Division",
            name: "\(name.capitalized) Wholesale", registrationNumber: "REPLAY-\(name)",
            country: "US", currency: ReplayParties.currency, timeZone: "America/Chicago",
            address: .init(
                line: "1918 Hulsizer Road", city: "Ankeny", region: "IA", postalCode: "50021"),
            warehouse: "Central warehouse", channel: "Wholesale web",
            channelKind: "wholesale_web", productType: "Spirits", category: "All spirits",
            paper: (kind: "wholesale_licence", number: "REPLAY-\(name)"))
    }

    func keeper(of store: StoreRecord) -> Person {
        Person(
            name: "Keeper of \(Self.line(store.name, "Store \(store.number)"))",
            email: "store-\(store.number.lowercased())@\(name).example.com", password: password)
    }

    func business(of store: StoreRecord) -> Business {
        let name = Self.line(store.name, "Store \(store.number)")
        return Business(
            type: "retailer", legalName: name, name: name, registrationNumber: store.number,
            country: "US", currency: ReplayParties.currency, timeZone: "America/Chicago",
            address: .init(
                line: Self.line(store.address, name), city: Self.line(store.city, "Unknown"),
                region: Self.optional(store.state), postalCode: Self.optional(store.zip)),
            warehouse: "Back room", channel: "Counter", channelKind: "pos",
            productType: "Spirits", category: "All spirits",
            paper: (kind: "liquor_licence", number: "STORE-\(store.number)"))
    }

    /// The files are of one country; another currency would be another flag.
    static let currency = "USD"

    private static func line(_ text: String, _ fallback: String) -> String {
        optional(text).map { String($0.prefix(100)) } ?? fallback
    }

    private static func optional(_ text: String) -> String? {
        let words = text.split { $0.isWhitespace || $0.isNewline || $0 < " " }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}

extension String {
    /// With its first letter a capital.
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
