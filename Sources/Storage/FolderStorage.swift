import Glibc
public import Loop

/// Objects as files of one folder.
///
/// A file is spooled on the same volume and renamed to its place, so that it is there whole or not
/// at all; file and folder are synced before `put` returns.
public struct FolderStorage: ObjectStorage {
    private let folder: String
    private let workers: WorkerPool

    /// The folder is made when the first object comes.
    public init(folder: String, workers: WorkerPool) {
        self.folder = folder
        self.workers = workers
    }

    private func path(_ key: ObjectKey) -> String { "\(folder)/\(key.text)" }

    public func put(_ file: SpooledFile, as key: ObjectKey) async throws(StorageError) {
        let path = path(key)
        let spooled = file.path
        try await workers.onFiles { () throws(StorageError) in
            let parent = FileCalls.parent(of: path)
            try FileCalls.makeFolder(parent)
            guard rename(spooled, path) == 0 else { throw FileCalls.failure("rename", path) }
            try FileCalls.sync(parent, isFolder: true)
        }
        file.take()
    }

    public func get(_ key: ObjectKey, limit: Int) async throws(StorageError) -> StoredObject {
        let path = path(key)
        let workers = workers
        return try await workers.onFiles { () throws(StorageError) in
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { throw FileCalls.failure("open", path) }
            var facts = stat()
            guard fstat(descriptor, &facts) == 0 else {
                let error = FileCalls.failure("stat", path)
                close(descriptor)
                throw error
            }
            guard Int(facts.st_size) <= limit else {
                close(descriptor)
                throw .tooLarge(limit: limit)
            }
            return StoredObject(
                file: descriptor, path, size: Int(facts.st_size), workers: workers)
        }
    }

    public func delete(_ key: ObjectKey) async throws(StorageError) {
        let path = path(key)
        try await workers.onFiles { () throws(StorageError) in
            guard unlink(path) == 0 else {
                if errno == ENOENT { return }
                throw FileCalls.failure("unlink", path)
            }
            try FileCalls.sync(FileCalls.parent(of: path), isFolder: true)
        }
    }

    public func exists(_ key: ObjectKey) async throws(StorageError) -> Bool {
        let path = path(key)
        return try await workers.onFiles { () throws(StorageError) in
            if access(path, F_OK) == 0 { return true }
            guard errno == ENOENT else { throw FileCalls.failure("access", path) }
            return false
        }
    }
}
