import Foundation

/// A generator whose sequence is decided by a printed seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// A new seed, or that of `DRAY_SEED`, to repeat a failure; prints it.
    init(printing name: String) {
        let named = ProcessInfo.processInfo.environment["DRAY_SEED"].flatMap { UInt64($0) }
        state = named ?? .random(in: 0...UInt64.max)
        print("\(name): DRAY_SEED=\(state)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
