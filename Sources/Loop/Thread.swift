import CLinux
import Glibc

private final class ThreadStart {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

/// Starts a plain thread with a name of at most 15 characters.
func startThread(named name: String, _ body: @escaping @Sendable () -> Void) -> pthread_t {
    var thread = pthread_t()
    let start = Unmanaged.passRetained(ThreadStart(name: name, body: body)).toOpaque()
    let result = pthread_create(
        &thread, nil,
        { pointer in
            let start = Unmanaged<ThreadStart>.fromOpaque(pointer!).takeRetainedValue()
            name_this_thread(start.name)
            start.body()
            return nil
        }, start)
    precondition(result == 0, "no thread could be started: \(result)")
    return thread
}
