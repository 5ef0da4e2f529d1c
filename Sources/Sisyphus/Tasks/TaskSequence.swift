/// The items of a sequence, each of which is a task while the loop deals with it.
public struct TaskSequence<Base: Sequence>: Sequence {
    let base: Base
    let texts: TaskTexts<Base.Element>

    /// Begins and ends the tasks.
    public struct Iterator: IteratorProtocol {
        private var base: Base.Iterator
        private let task: LoopTask<Base.Element>

        init(_ base: Base.Iterator, _ texts: TaskTexts<Base.Element>) {
            self.base = base
            task = LoopTask(texts)
        }

        /// Ends the task of the item before, then begins that of the next.
        public mutating func next() -> Base.Element? {
            task.end()
            guard let item = base.next() else { return nil }
            task.begin(item)
            return item
        }
    }

    /// What a loop goes through.
    public func makeIterator() -> Iterator {
        Iterator(base.makeIterator(), texts)
    }
}

/// The items of an asynchronous sequence, each of which is a task while the loop deals with it.
public struct AsyncTaskSequence<Base: AsyncSequence>: AsyncSequence {
    let base: Base
    let texts: TaskTexts<Base.Element>

    /// Begins and ends the tasks.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private var base: Base.AsyncIterator
        private let task: LoopTask<Base.Element>

        init(_ base: Base.AsyncIterator, _ texts: TaskTexts<Base.Element>) {
            self.base = base
            task = LoopTask(texts)
        }

        /// Ends the task of the item before, then begins that of the next.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(Base.Failure) -> Base.Element? {
            task.end()
            guard let item = try await base.next(isolation: actor) else { return nil }
            task.begin(item)
            return item
        }

        /// The same, from wherever the caller is.
        public mutating func next() async throws(Base.Failure) -> Base.Element? {
            try await next(isolation: nil)
        }
    }

    /// What a loop goes through.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base.makeAsyncIterator(), texts)
    }
}
