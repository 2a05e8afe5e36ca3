import Wire

/// What the server answered with success.
struct APIAnswer: Sendable {
    let request: String
    let status: Int
    /// The version in its `ETag`; nil where it has none.
    let version: Int64?
    let body: [UInt8]

    /// The body as a document.
    func document() throws -> APIDocument {
        do throws(JSONError) {
            return APIDocument(request: request, json: try JSON.parse(body))
        } catch {
            throw APIProblem(request, "the answer isn't JSON: \(error.message)")
        }
    }
}

/// A document of the server's, read by member names; a member that is missing is an error.
struct APIDocument: Sendable {
    let request: String
    let json: JSON

    /// A member's text.
    func text(_ name: String) throws -> String {
        guard let text = json[name]?.text else { throw missing(name) }
        return text
    }

    /// A member's whole number.
    func integer(_ name: String) throws -> Int64 {
        guard let value = json[name]?.integer else { throw missing(name) }
        return value
    }

    /// A member that is money, in minor units.
    func amount(_ name: String) throws -> Int64 {
        guard let value = json[name]?["amount"]?.integer else { throw missing(name) }
        return value
    }

    /// A member's own document.
    func object(_ name: String) throws -> APIDocument {
        guard let value = json[name], value.members != nil else { throw missing(name) }
        return APIDocument(request: request, json: value)
    }

    /// A member's items.
    func items(_ name: String) throws -> [APIDocument] {
        guard let items = json[name]?.items else { throw missing(name) }
        return items.map { APIDocument(request: request, json: $0) }
    }

    private func missing(_ name: String) -> APIProblem {
        APIProblem(request, "the answer lacks '\(name)': \(json.compact.prefix(200))")
    }
}
