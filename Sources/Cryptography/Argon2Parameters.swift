/// What one Argon2id hash costs (RFC 9106).
public struct Argon2Parameters: Hashable, Sendable {
    /// Memory in KiB, 8 per lane and up.
    public let memoryKiB: Int

    /// How often the memory is gone through, 1 and up.
    public let passes: Int

    /// Independent lanes, 1 and up; all are computed by one thread.
    public let lanes: Int

    /// The memory that a stored hash may ask for at most; a forged row can't exhaust the server.
    public static let greatestMemoryKiB = 1 << 20

    /// The passes that a stored hash may ask for at most.
    public static let mostPasses = 16

    /// The lanes that a stored hash may ask for at most.
    public static let mostLanes = 16

    /// 64 MiB, two passes, one lane: about 60 ms of one core.
    public static let standard = Argon2Parameters(memoryKiB: 65_536, passes: 2)!

    /// Nothing outside the limits above.
    public init?(memoryKiB: Int, passes: Int, lanes: Int = 1) {
        guard (1...Self.mostLanes).contains(lanes), (1...Self.mostPasses).contains(passes),
            (8 * lanes...Self.greatestMemoryKiB).contains(memoryKiB)
        else { return nil }
        self.memoryKiB = memoryKiB
        self.passes = passes
        self.lanes = lanes
    }
}
