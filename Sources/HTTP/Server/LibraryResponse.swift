import CMicrohttpd

/// Makes the library's response objects of answers.
enum LibraryResponse {
    /// Keeps the bytes of a body alive while the library sends them.
    private final class Holder {
        let bytes: [UInt8]

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }
    }

    static func make(_ bytes: [UInt8]) -> OpaquePointer? {
        guard !bytes.isEmpty else {
            return MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT)
        }
        // The array is never changed again, so its storage stays where it is while it is held.
        let holder = Holder(bytes)
        let start = holder.bytes.withUnsafeBytes {
            UnsafeMutableRawPointer(mutating: $0.baseAddress)
        }
        return MHD_create_response_from_buffer_with_free_callback_cls(
            bytes.count, start,
            { Unmanaged<Holder>.fromOpaque($0!).release() },
            Unmanaged.passRetained(holder).toOpaque())
    }

    /// A response that asks the exchange for its bytes; it holds the exchange until it is freed.
    static func make(from exchange: Exchange) -> OpaquePointer? {
        MHD_create_response_from_callback(
            UInt64.max, 16 * 1024,
            { context, _, target, capacity in
                let exchange = Unmanaged<Exchange>.fromOpaque(context!).takeUnretainedValue()
                return exchange.produce(
                    into: UnsafeMutableRawBufferPointer(start: target, count: capacity))
            },
            Unmanaged.passRetained(exchange).toOpaque(),
            { Unmanaged<Exchange>.fromOpaque($0!).release() })
    }

    /// Adds the fields of an answer, but for those that are the library's to send.
    static func add(_ headers: [(String, String)], to response: OpaquePointer) {
        for (name, value) in headers where !isReserved(name) {
            MHD_add_response_header(response, name, value)
        }
    }

    private static func isReserved(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4, 10, 14, 17:
            let name = name.lowercased()
            return name == "date" || name == "connection" || name == "content-length"
                || name == "transfer-encoding"
        default:
            return false
        }
    }
}
