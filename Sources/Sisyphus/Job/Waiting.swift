import Dispatch

/// Waits for asynchronous code of a job, on a thread that Swift does not need meanwhile.
enum Waiting {
    private final class Slot<Value>: @unchecked Sendable {
        /// Written by the task, then read by the thread that waited for it.
        var value: Value?
    }

    static func value<Value>(_ body: sending @escaping () async throws -> Value) throws -> Value {
        let (slot, isDone) = (Slot<Result<Value, any Error>>(), DispatchSemaphore(value: 0))
        Task.detached {
            do { slot.value = .success(try await body()) } catch { slot.value = .failure(error) }
            isDone.signal()
        }
        isDone.wait()
        return try slot.value!.get()
    }

    static func value<Value>(_ body: sending @escaping () async -> Value) -> Value {
        let (slot, isDone) = (Slot<Value>(), DispatchSemaphore(value: 0))
        Task.detached {
            slot.value = await body()
            isDone.signal()
        }
        isDone.wait()
        return slot.value!
    }
}
