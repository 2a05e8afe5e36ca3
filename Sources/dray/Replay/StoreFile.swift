/// A store as the file of stores has it.
struct StoreRecord: Sendable {
    let number: String
    let name: String
    let address: String
    let city: String
    let state: String
    let zip: String

    /// A store that only the sales know.
    init(unknown number: String) {
        self.number = number
        name = "Store \(number)"
        address = ""
        city = ""
        state = ""
        zip = ""
    }

    init(_ row: CSVTable.Row) {
        number = row[0]
        name = row[1]
        address = row[2]
        city = row[3]
        state = row[4]
        zip = row[5]
    }

    /// Reads a file with the columns store, name, address, city, state, zip; by number.
    static func read(_ path: String) throws -> [String: StoreRecord] {
        var stores: [String: StoreRecord] = [:]
        try CSVTable.read(path, columns: ["store", "name", "address", "city", "state", "zip"]) {
            row in stores[row[0]] = StoreRecord(row)
        }
        return stores
    }
}
