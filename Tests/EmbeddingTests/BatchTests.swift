import Embedding
import Store
import Studies
import Synchronization
import Testing

/// How texts are shared out among threads.
struct BatchTests {
    /// Texts of 1 to `count` letters, each with one reference.
    private static func comparisons(_ count: Int) -> [Comparison] {
        (1...count).map { length in
            Comparison(
                item: ItemID(rawValue: "\(length)"),
                prompt: "p",
                text: String(repeating: "a", count: length),
                targets: ["b"]
            )
        }
    }

    /// The scores, and the lengths of the texts of each batch.
    private static func run(_ count: Int, jobs: Int) async throws -> ([Scorer.Scored], [[Int]]) {
        let batches = Batches()
        let embedder = Embedder(id: "lengths", version: "1", isKept: false, batch: 32) { texts in
            batches.lengths.withLock { $0.append(texts.map(\.utf8.count)) }
            return texts.map { text in
                let angle = Float(text.utf8.count) / 1000
                return .init(vector: .dense([1 - angle, angle]))
            }
        }
        let scores = try await Scorer(embedder, aggregate: .max).scores(comparisons(count), jobs)
        return (scores, batches.lengths.withLock { $0 })
    }

    private final class Batches: Sendable { let lengths = Mutex<[[Int]]>([]) }

    @Test func twoThreadsHaveManySmallBatchesWithTheLongestTextsFirst() async throws {
        let (scores, batches) = try await Self.run(256, jobs: 2)
        let (alone, whole) = try await Self.run(256, jobs: 1)
        #expect(scores == alone && scores.allSatisfy { $0.value != nil })
        #expect(batches.count >= 32 && batches.allSatisfy { $0.count <= 32 })
        #expect(whole.map(\.count) == [32, 32, 32, 32, 32, 32, 32, 32, 1])
        #expect(whole.joined().elementsEqual((1...256).reversed() + [1]))
        #expect(batches.contains(Array((249...256).reversed())))
    }
}
