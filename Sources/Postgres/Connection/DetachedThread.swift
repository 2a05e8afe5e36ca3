import Glibc

/// Runs something that blocks on a thread of its own.
///
/// For the two calls of libpq that have no other form: name resolution before connecting, and
/// cancelling. Both happen rarely, and at most once at a time for each connection.
func onDetachedThread(_ body: @escaping @Sendable () -> Void) {
    final class Start {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(body)).toOpaque()
    let result = pthread_create(
        &thread, &attributes,
        { pointer in
            Unmanaged<Start>.fromOpaque(pointer!).takeRetainedValue().body()
            return nil
        }, start)
    precondition(result == 0, "no thread could be started: \(result)")
}

/// A pointer on its way from one thread to another, used by one of them at a time.
struct Handover: @unchecked Sendable {
    let pointer: OpaquePointer?
}
