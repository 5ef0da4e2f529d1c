#if SANITIZE_THREADS
import Glibc

/// What is touched by one thread at a time. Like `Mutex`, with a lock that the thread sanitizer follows: it sees nothing of what Swift's own does.
public final class Guarded<Value>: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    // Not a property: the sanitizer takes changes of one without content for changes of the object.
    private let value = UnsafeMutablePointer<Value>.allocate(capacity: 1)

    public init(_ value: consuming sending Value) {
        self.value.initialize(to: value)
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
        value.deinitialize(count: 1).deallocate()
    }

    public func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value.pointee)
    }
}
#else
public import Synchronization

/// What is touched by one thread at a time.
public typealias Guarded<Value: ~Copyable> = Mutex<Value>
#endif
