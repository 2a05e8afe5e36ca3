import Wire

/// The demo data of `Seeds/`: documents and tables written for the product.
struct SeedFiles: Sendable {
    let folder: String
    /// `demo.json`: who takes part.
    let demo: APIDocument

    init(_ folder: String) throws {
        self.folder = folder
        demo = try Self.document(folder + "/demo.json")
    }

    /// A JSON file of the folder, named by the seller.
    func document(_ member: String) throws -> APIDocument {
        try Self.document(path(member))
    }

    /// Where a file of the seller's stands.
    func path(_ member: String) throws -> String {
        "\(folder)/\(try demo.object("seller").text(member))"
    }

    private static func document(_ path: String) throws -> APIDocument {
        let bytes = try CompressedFile.bytes(path)
        do throws(JSONError) {
            return APIDocument(request: path, json: try JSON.parse(bytes))
        } catch {
            throw FileProblem(path, error.message)
        }
    }
}

extension APIDocument {
    /// The person an account of the demo belongs to: its first.
    func owner() throws -> Person {
        let accounts = try items("accounts")
        guard let first = accounts.first else { throw APIProblem(request, "there is no account") }
        return Person(
            name: try first.text("name"), email: try first.text("email"),
            password: try first.text("password"))
    }

    /// The business that a member of the demo describes.
    func business() throws -> Business {
        let details = try object("details"), setUp = try object("set_up")
        let address = try details.object("address")
        let channel = try setUp.object("channel")
        return Business(
            type: try text("business_type"), legalName: try details.text("legal_name"),
            name: try text("name"), registrationNumber: try details.text("registration_number"),
            country: try text("country"), currency: try text("currency"),
            timeZone: try text("time_zone"),
            address: .init(line: try address.text("line"), city: try address.text("city")),
            phone: details.json["phone"]?.text,
            warehouse: try setUp.object("warehouse").text("name"),
            channel: try channel.text("name"), channelKind: try channel.text("kind"),
            productType: try setUp.object("product_type").text("name"),
            category: try setUp.object("category").text("name"),
            paper: (kind: "tax_number", number: try details.text("tax_number")))
    }
}
