/// Storage: where files that people upload are kept, apart from the database.
///
/// A port with two implementations: a folder (`FolderStorage`) and whatever speaks Amazon's S3
/// (`S3Storage`). What comes in is spooled first: a file beside the storage takes the pieces as
/// they come, with a size limit and a digest on the way, so that a slow client costs neither memory
/// nor a connection, and nothing is kept of what broke off. An object is written once, whole, under
/// a key that was never used before, and never changes.
///
/// Used by tasks on the loop that it was made for; files are touched by a few worker threads only.
public protocol ObjectStorage: Sendable {
    /// Keeps a spooled file under a key; returns when it would survive a power cut.
    func put(_ file: SpooledFile, as key: ObjectKey) async throws(StorageError)

    /// Opens an object of at most so many bytes; `missing` where there is none.
    func get(_ key: ObjectKey, limit: Int) async throws(StorageError) -> StoredObject

    /// Removes an object; one that isn't there is as good as removed.
    func delete(_ key: ObjectKey) async throws(StorageError)

    /// Whether there is such an object.
    func exists(_ key: ObjectKey) async throws(StorageError) -> Bool
}

/// The name of an object: lower-case letters, digits and hyphens, in parts joined by slashes.
public struct ObjectKey: Hashable, Sendable, CustomStringConvertible {
    /// The name as it is written.
    public let text: String

    /// Takes a name; one of another form is a programmer's error.
    public init(_ text: String) {
        precondition(Self.isKey(text), "an object's key is of lower-case letters, digits and -")
        self.text = text
    }

    /// The name.
    public var description: String { text }

    private static func isKey(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return text.utf8.count <= 512
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                            || byte == UInt8(ascii: "-")
                    }
            }
    }
}

/// Why something could not be stored or read.
public enum StorageError: Error, Sendable, Equatable {
    /// There is no such object.
    case missing
    /// It has more bytes than are taken.
    case tooLarge(limit: Int)
    /// The volume has no room left.
    case full
    /// As much is under way as may be; the same may well be done a moment later.
    case busy
    /// The storage can't be reached, or can't answer right now.
    case unreachable(String)
    /// The storage won't do it: keys, permissions, a bucket that isn't there. The text is for the
    /// log and holds no secret.
    case refused(String)
    /// Anything else, for the log.
    case failed(String)
}
