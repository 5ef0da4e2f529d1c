import CSisyphus
import Glibc

/// Threads for work that only reads.
public enum Threads {
    /// Processors that this process may use (sched_getaffinity(2)).
    public static var processors: Int { max(1, Int(sis_processors())) }

    /// In how many pieces so many things are looked at: the kernel takes long enough for several processors to share it when they are hundreds.
    public static func pieces(of things: Int) -> Int { things < 200 ? 1 : min(processors, 8) }

    /// Does pieces of work, the first of them on this thread, and returns when all are done. A piece for which there is no thread is done on this one.
    ///
    /// Each thread has descriptors of its own, where the kernel allows that: one that all share is locked at each call. So a piece has to close what it
    /// opens itself.
    ///
    /// - Parameter body: gets the number of the piece; called by several threads at once.
    public static func perform(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        var threads: [pthread_t] = []
        if count > 1 { sis_expect_threads() }
        for number in stride(from: 1, to: count, by: 1) {
            let piece = Unmanaged.passRetained(
                Piece {
                    sis_own_descriptors()
                    body(number)
                })
            var thread = pthread_t()
            let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { piece in
                Unmanaged<Piece>.fromOpaque(piece!).takeRetainedValue().work()
                return nil
            }
            if pthread_create(&thread, nil, start, piece.toOpaque()) == 0 { threads.append(thread) } else { piece.takeRetainedValue().work() }
        }
        if count > 0 { body(0) }
        for thread in threads { pthread_join(thread, nil) }
    }

    private final class Piece {
        let work: () -> Void

        init(_ work: @escaping () -> Void) { self.work = work }
    }
}
