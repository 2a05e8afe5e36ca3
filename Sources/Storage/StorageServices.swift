public import Bedrock
public import Loop
import HTTP

/// What a server keeps objects with; one for all loops.
public final class StorageServices: Sendable {
    /// Files block, and so are touched by these threads only.
    private let workers: WorkerPool
    private let spool: Spool
    private let settings: Configuration.Storage

    /// Starts the threads; opens nothing.
    public init(_ settings: Configuration.Storage) {
        self.settings = settings
        workers = WorkerPool(threads: 2, queueLimit: 256)
        spool = Spool(
            folder: "\(settings.folder)/incoming", reserve: settings.reserve, workers: workers)
    }

    /// The part of one loop.
    public func on(_ loop: EventLoop) -> Objects {
        guard let s3 = settings.s3 else {
            return Objects(
                storage: FolderStorage(folder: settings.folder, workers: workers), spool: spool,
                client: nil)
        }
        let client = HTTPClient(loop: loop)
        let storage = S3Storage(
            S3Settings(
                endpoint: s3.endpoint, region: s3.region, bucket: s3.bucket,
                accessKey: s3.accessKey, secretKey: s3.secretKey), client: client)
        return Objects(storage: storage, spool: spool, client: client)
    }

    /// Ends the threads, once nothing is served any more.
    public func stop() { workers.stop() }
}
