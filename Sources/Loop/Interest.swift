import CLinux

/// What a file descriptor is watched for, and what it turned out to be ready for.
public struct Interest: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Something can be read, a connection can be accepted, or the peer has closed its side.
    public static let read = Interest(rawValue: EPOLLIN.rawValue)
    /// Something can be written, or a connection attempt has finished.
    public static let write = Interest(rawValue: EPOLLOUT.rawValue)
    /// Told once per change instead of for as long as it lasts: read or write until refused.
    public static let edge = Interest(rawValue: EPOLLET.rawValue)

    /// An error or a hang-up makes a descriptor ready for everything: the next call tells which.
    init(events: UInt32) {
        let broken = EPOLLERR.rawValue | EPOLLHUP.rawValue
        var ready = events & (EPOLLIN.rawValue | EPOLLOUT.rawValue)
        if events & broken != 0 {
            ready |= EPOLLIN.rawValue | EPOLLOUT.rawValue
        }
        self.init(rawValue: ready)
    }
}
