import Bedrock
import Loop
import Storage
import Synchronization

/// Whether the storage would take documents and images.
enum StorageCheck {
    /// Keeps an object, finds it and removes it; what is wrong, or nil.
    static func failure(of settings: Configuration.Storage) async -> String? {
        let group = LoopGroup(count: 1)
        group.start()
        defer { group.stop() }
        let loop = group.loops[0]
        let services = StorageServices(settings)
        defer { services.stop() }
        let objects = services.on(loop)
        let found = Mutex<String?>(nil)
        await loop.run {
            let failure = await objects.check()
            found.withLock { $0 = failure }
            await objects.close()
        }.value
        return found.withLock { $0 }
    }
}
