import CMicrohttpd
import Glibc

/// The library's calls, each handed to the object it concerns.
enum LibraryCallbacks {
    static let all = mhd_callbacks(
        access: { _, connection, _, method, version, upload, uploadSize, context in
            guard let exchange = exchange(context), let connection, let method, let version,
                let uploadSize
            else { return .NO }
            return exchange.advance(
                AccessCall(
                    connection: connection, method: method, version: version, upload: upload,
                    uploadSize: uploadSize))
        },
        completed: { server, _, context, reason in
            guard let exchange = exchange(context), let server else { return }
            LibraryCallbacks.server(server).complete(
                exchange, isWhole: reason == .REQUEST_TERMINATED_COMPLETED_OK)
            Unmanaged.passUnretained(exchange).release()
            context?.pointee = nil
        },
        connection: { server, _, socketContext, event in
            guard let server, let socketContext else { return }
            if event == .CONNECTION_NOTIFY_STARTED {
                guard let line = LibraryCallbacks.server(server).opened() else { return }
                socketContext.pointee = Unmanaged.passRetained(line).toOpaque()
            } else if let pointer = socketContext.pointee {
                let line = Unmanaged<Connection>.fromOpaque(pointer).takeRetainedValue()
                LibraryCallbacks.server(server).closed(line)
                socketContext.pointee = nil
            }
        },
        uri: { server, uri, connection in
            guard let server, let uri, let pointer = mhd_socket_context(connection) else {
                return nil
            }
            let line = Unmanaged<Connection>.fromOpaque(pointer).takeUnretainedValue()
            // Without an exchange the access callback ends the connection.
            guard !line.isEnded else { return nil }
            let exchange = LibraryCallbacks.server(server).begin(String(cString: uri), on: line)
            return Unmanaged.passRetained(exchange).toOpaque()
        },
        // The path is decoded by whoever knows its parts, not before it is taken apart.
        unescape: { _, _, text in
            guard let text else { return 0 }
            return strlen(text)
        })

    private static func server(_ pointer: UnsafeMutableRawPointer) -> HTTPServer {
        Unmanaged<HTTPServer>.fromOpaque(pointer).takeUnretainedValue()
    }

    private static func exchange(
        _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> Exchange? {
        guard let pointer = context?.pointee else { return nil }
        return Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
    }
}
