import CArgon2
import Glibc

/// The memory of one hash at a time, reserved once; belongs to the thread that hashes with it.
///
/// Between hashes the library has wiped it. Its pages can be given back to the kernel without
/// losing the reservation.
final class Argon2Arena {
    private let start: UnsafeMutableRawPointer
    private let capacity: Int

    /// Reserves so many bytes of address space; pages become resident by the first hash.
    init(bytes: Int) {
        capacity = bytes
        let mapped = mmap(
            nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        precondition(mapped != nil && mapped != MAP_FAILED, "no address space for passwords")
        start = mapped!
        // Large pages: fewer faults and translations; where they are off this changes nothing.
        _ = madvise(start, bytes, MADV_HUGEPAGE)
    }

    deinit { munmap(start, capacity) }

    /// Gives the resident pages back to the kernel.
    func release() {
        _ = madvise(start, capacity, MADV_DONTNEED)
    }

    /// Computes with this arena as the library's allocator on this thread.
    func hash(_ context: inout Argon2_Context) -> Int32 {
        context.allocate_cbk = { memory, bytes in Argon2Arena.allocate(memory, bytes) }
        context.free_cbk = { memory, bytes in Argon2Arena.free(memory, bytes) }
        pthread_setspecific(Self.ofThread, Unmanaged.passUnretained(self).toOpaque())
        defer { pthread_setspecific(Self.ofThread, nil) }
        return argon2id_ctx(&context)
    }

    /// The library's allocator takes no argument of ours; a thread-specific value stands in.
    private static let ofThread: pthread_key_t = {
        var key = pthread_key_t()
        precondition(pthread_key_create(&key, nil) == 0, "no thread-specific key left")
        return key
    }()

    private static var current: Argon2Arena? {
        pthread_getspecific(ofThread).map { Unmanaged.fromOpaque($0).takeUnretainedValue() }
    }

    /// Hands the arena out; a hash stored under larger parameters gets memory of its own.
    private static func allocate(
        _ memory: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, _ bytes: Int
    ) -> Int32 {
        guard let memory else { return ARGON2_MEMORY_ALLOCATION_ERROR.rawValue }
        if let arena = current, bytes <= arena.capacity {
            memory.pointee = arena.start.assumingMemoryBound(to: UInt8.self)
        } else {
            memory.pointee = malloc(bytes)?.assumingMemoryBound(to: UInt8.self)
        }
        return memory.pointee == nil
            ? ARGON2_MEMORY_ALLOCATION_ERROR.rawValue : ARGON2_OK.rawValue
    }

    private static func free(_ memory: UnsafeMutablePointer<UInt8>?, _ bytes: Int) {
        guard let memory else { return }
        if let arena = current, UnsafeMutableRawPointer(memory) == arena.start { return }
        Glibc.free(memory)
    }
}
