import CPostgres

/// Hands a trip's statements to libpq, through arrays that are kept from one trip to the next.
struct CommandSender: ~Copyable {
    private var values: UnsafeMutablePointer<UnsafePointer<CChar>?>
    private var lengths: UnsafeMutablePointer<Int32>
    /// All ones: binary, for every parameter.
    private var formats: UnsafeMutablePointer<Int32>
    private var capacity = 0

    init() {
        values = .allocate(capacity: 0)
        lengths = .allocate(capacity: 0)
        formats = .allocate(capacity: 0)
        reserve(32)
    }

    deinit {
        values.deallocate()
        lengths.deallocate()
        formats.deallocate()
    }

    /// Queues all statements of a trip, without its Sync.
    /// - Returns: false when libpq refuses, after which the connection is of no use.
    mutating func send(_ load: TripLoad, on connection: OpaquePointer, named: Bool) -> Bool {
        load.bytes.bytes.withUnsafeBytes { bytes in
            // An empty buffer has no address, but an empty text parameter must not be NULL.
            let base = bytes.baseAddress ?? UnsafeRawPointer(values)
            for index in 0..<load.steps.count {
                let step = load.steps[index]
                let count = fill(load, step: index, from: base)
                let isSent =
                    if named {
                        PQsendQueryPrepared(
                            connection, step.text.name.pointer, count, values, lengths, formats, 1)
                    } else {
                        step.text.types.withUnsafeBufferPointer { types in
                            PQsendQueryParams(
                                connection, step.text.pointer, count, types.baseAddress, values,
                                lengths, formats, 1)
                        }
                    }
                guard isSent == 1 else { return false }
            }
            return true
        }
    }

    private mutating func fill(
        _ load: TripLoad, step index: Int, from base: UnsafeRawPointer
    ) -> Int32 {
        let first = load.steps[index].firstParameter
        let next = index + 1
        let end = next < load.steps.count ? load.steps[next].firstParameter : load.bounds.count
        let count = end - first
        reserve(count)
        for place in 0..<count {
            let bound = load.bounds[first + place]
            if bound.length < 0 {
                values[place] = nil
                lengths[place] = 0
            } else {
                values[place] = (base + bound.offset).assumingMemoryBound(to: CChar.self)
                lengths[place] = bound.length
            }
        }
        return Int32(count)
    }

    private mutating func reserve(_ count: Int) {
        guard count > capacity else { return }
        capacity = count * 2
        values.deallocate()
        lengths.deallocate()
        formats.deallocate()
        values = .allocate(capacity: capacity)
        lengths = .allocate(capacity: capacity)
        formats = .allocate(capacity: capacity)
        formats.initialize(repeating: 1, count: capacity)
    }
}
