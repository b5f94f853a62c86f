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
