public import Bedrock
public import Cryptography
public import Loop
import HTTP
import Platform
import Postgres
import Storage

/// What the operations on documents work with beside the database; one for all loops.
public final class DocumentServices: Sendable {
    /// Files block, and so are touched by these threads only.
    private let workers: WorkerPool
    private let spool: Spool
    private let links: DocumentLinks
    private let settings: Configuration.Storage
    private let publicURL: String

    /// Starts the threads; opens nothing.
    public init(_ configuration: Configuration, linkKeys: KeyRing<HMACKey>) {
        settings = configuration.storage
        publicURL = configuration.publicURL ?? ""
        workers = WorkerPool(threads: 2, queueLimit: 256)
        spool = Spool(
            folder: "\(settings.folder)/incoming", reserve: settings.reserve, workers: workers)
        links = DocumentLinks(keys: linkKeys)
    }

    /// The part of one loop.
    public func on(_ loop: EventLoop) -> Documents {
        guard let s3 = settings.s3 else {
            return Documents(
                storage: FolderStorage(folder: settings.folder, workers: workers), spool: spool,
                links: links, limit: settings.documentLimit, publicURL: publicURL, client: nil)
        }
        let client = HTTPClient(loop: loop)
        let storage = S3Storage(
            S3Settings(
                endpoint: s3.endpoint, region: s3.region, bucket: s3.bucket,
                accessKey: s3.accessKey, secretKey: s3.secretKey), client: client)
        return Documents(
            storage: storage, spool: spool, links: links, limit: settings.documentLimit,
            publicURL: publicURL, client: client)
    }

    /// Ends the threads, once nothing is served any more.
    public func stop() { workers.stop() }
}

/// Documents on one loop: the storage, the way into it and the links out of it.
public final class Documents: @unchecked Sendable {
    // Unchecked: used on its loop only.

    let storage: any ObjectStorage
    let links: DocumentLinks
    let limit: Int
    let publicURL: String
    let spool: Spool
    private let client: HTTPClient?

    init(
        storage: any ObjectStorage, spool: Spool, links: DocumentLinks, limit: Int,
        publicURL: String, client: HTTPClient?
    ) {
        self.storage = storage
        self.spool = spool
        self.links = links
        self.limit = limit
        self.publicURL = publicURL
        self.client = client
    }

    /// Closes what is open towards the storage.
    public func close() async { await client?.close() }

    /// Where a link leads, and until when.
    func link(_ link: DocumentLink, at now: Instant) -> DocumentLinkView {
        let made = links.make(link, at: now)
        return DocumentLinkView(
            url: "\(publicURL)\(DocumentPage.path)?link=\(made.text)", expiresAt: made.end)
    }

    /// Removes the bytes of a document whose row is gone. What fails here the sweep does later.
    func remove(_ document: ID<Document>, _ services: Services) async throws(Problem) {
        do throws(StorageError) {
            try await storage.delete(DocumentView.key(document))
        } catch {
            throw Problem(error)
        }
        var trip = Trip()
        trip.add(DocumentStatements.forget, document)
        try await services.read(trip)
    }
}

extension Context {
    var documents: Documents { services.get(Documents.self) }
}
