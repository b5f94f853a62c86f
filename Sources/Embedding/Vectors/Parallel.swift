import Dispatch
import Synchronization

/// Does two things at the same time, on two threads where there are two cores.
func together<First: Sendable, Second: Sendable>(
    _ first: @Sendable () throws -> First,
    _ second: @Sendable () throws -> Second
) -> (Result<First, any Error>, Result<Second, any Error>) {
    let one = Mutex<Result<First, any Error>?>(nil)
    let other = Mutex<Result<Second, any Error>?>(nil)
    DispatchQueue.concurrentPerform(iterations: 2) { number in
        if number == 0 {
            let result = Result { try first() }
            one.withLock { $0 = result }
        } else {
            let result = Result { try second() }
            other.withLock { $0 = result }
        }
    }
    guard let made = one.withLock({ $0 }), let done = other.withLock({ $0 }) else {
        preconditionFailure("concurrentPerform returns when every iteration has ended")
    }
    return (made, done)
}

/// Does one thing to every element on at most `jobs` threads; the results in the elements' order.
func inParallel<Element: Sendable, Result: Sendable>(
    _ elements: [Element],
    jobs: Int,
    _ body: @escaping @Sendable (Element) throws -> Result
) async throws -> [Result] {
    guard jobs > 1, elements.count > 1 else { return try elements.map(body) }
    return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: elements.count)
        var next = 0
        func start() {
            guard next < elements.count else { return }
            let (place, element) = (next, elements[next])
            group.addTask { (place, try body(element)) }
            next += 1
        }
        for _ in 0..<jobs { start() }
        while let (place, result) = try await group.next() {
            results[place] = result
            start()
        }
        return results.compactMap(\.self)
    }
}

extension Array {
    /// The elements in runs of `size`, the last one shorter.
    func runs(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
