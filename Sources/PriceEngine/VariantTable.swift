import Bedrock

/// From a variant's id to its index: open addressing, at most half full.
struct VariantTable: Sendable {
    /// 1 + index; 0 for empty.
    private var slots: [UInt32]
    private let mask: Int

    /// The records in the order of their index; ids are unique.
    init(_ variants: [VariantRecord]) {
        var capacity = 16
        while capacity < variants.count * 2 { capacity *= 2 }
        slots = [UInt32](repeating: 0, count: capacity)
        mask = capacity - 1
        for (index, variant) in variants.enumerated() {
            var slot = VariantTable.hash(variant.id) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(index + 1)
        }
    }

    var approximateBytes: Int { slots.count * MemoryLayout<UInt32>.stride }

    func index(of id: UUIDBytes, in variants: [VariantRecord]) -> Int? {
        var slot = VariantTable.hash(id) & mask
        while true {
            let found = Int(slots[slot])
            if found == 0 { return nil }
            let candidate = variants[found - 1].id
            if candidate.low == id.low && candidate.high == id.high { return found - 1 }
            slot = (slot + 1) & mask
        }
    }

    /// Reads the slot that the search for a variant starts from, and nothing else.
    func touch(_ id: UUIDBytes) -> UInt32 { slots[VariantTable.hash(id) & mask] }

    /// Sellers make their own ids, so that both halves count; no outsider chooses them.
    private static func hash(_ id: UUIDBytes) -> Int {
        var mixed = (id.low ^ (id.high &* 0x9E37_79B9_7F4A_7C15)) &* 0xBF58_476D_1CE4_E5B9
        mixed ^= mixed >> 32
        return Int(truncatingIfNeeded: mixed)
    }
}
