public import Bedrock
public import Cryptography
import Platform
public import Storage

/// What the operations on documents work with beside the database; one for each loop.
public final class Documents: @unchecked Sendable {
    // Unchecked: used on its loop only.

    let objects: Objects
    let links: DocumentLinks
    let limit: Int
    private let publicURL: String

    /// - Parameters:
    ///   - objects: the storage, on the same loop.
    ///   - linkKeys: what links to documents are signed with, and nothing else.
    public init(
        _ configuration: Configuration, objects: Objects, linkKeys: KeyRing<HMACKey>
    ) {
        self.objects = objects
        links = DocumentLinks(keys: linkKeys)
        limit = configuration.storage.documentLimit
        publicURL = configuration.publicURL ?? ""
    }

    /// Where a link leads, and until when.
    func link(_ link: DocumentLink, at now: Instant) -> DocumentLinkView {
        let made = links.make(link, at: now)
        return DocumentLinkView(
            url: "\(publicURL)\(DocumentPage.path)?link=\(made.text)", expiresAt: made.end)
    }
}

extension Context {
    var documents: Documents { services.get(Documents.self) }
}
