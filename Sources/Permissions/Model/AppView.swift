import Bedrock
import Images
import Platform
import Postgres
import Wire

/// What kind of app an organization may make; its console it has.
enum AppKind: String, FieldEnum {
    case storefront
    case books
    case pos
    case drivers
    case custom
}

/// What a member of an organization works with; tokens are issued for one.
struct AppView: Output, Sendable {
    let id: ID<App>
    let kind: String
    var name: String
    let isMain: Bool
    var origins: [String]
    var branding: Branding
    var logo: ShownImage?
    var archivedAt: Instant?
    let disabledAt: Instant?
    let disabledFor: String?
    let createdAt: Instant
    var version: Int32

    static let example = AppView(
        id: .sample(FieldRule()), kind: "storefront", name: "Prairie Shop", isMain: false,
        origins: ["https://shop.example.com"], branding: .example, logo: .example,
        archivedAt: nil, disabledAt: nil, disabledFor: nil, createdAt: .sample(FieldRule()),
        version: 1)

    static func read(_ row: inout RowReader) throws(RowError) -> AppView {
        AppView(
            id: try row.read(), kind: try row.read(), name: try row.read(),
            isMain: try row.read(), origins: try row.read(),
            branding: try branding(of: try row.read()), logo: nil,
            archivedAt: try row.read(),
            disabledAt: try row.read(), disabledFor: try row.read(), createdAt: try row.read(),
            version: try row.read())
    }

    private static func branding(of json: JSONText) throws(RowError) -> Branding {
        do throws(Violations) {
            return try Fields.read(Branding.self, body: json.bytes)
        } catch {
            throw RowError.invalid(column: "branding")
        }
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The app's id.")
        out("kind", kind, "What kind of app it is; `console` is the one to begin with.")
        out("name", name, "Its name, unique in the organization.")
        out("main", isMain, "Whether sign-in chooses it where none is named.")
        out("origins", origins, "The web origins it is used from.")
        out("branding", branding, "How it looks.")
        out("logo", logo, "Its logo, where it is an image of the library.")
        out("archived_at", archivedAt, "When it was archived; null while it is in use.")
        out("disabled_at", disabledAt, "When the platform disabled it.")
        out("disabled_for", disabledFor, "Why the platform disabled it.")
        out("created_at", createdAt, "When it was made.")
        out("version", version, "Grows with every change; the ETag.")
    }
}
