import Agreement
import Foundation
import Studies
import Testing

@testable import Ratings

/// Verdicts on two texts in a file of one's own: who stands left decides no figure.
struct PairFileTests {
    private func measures(_ rows: [(prompt: Int, left: String, right: String, words: [String])], header: String) throws
        -> [Double?]
    {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-pairs-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var text = header + "\n"
        for row in rows {
            for (rater, word) in zip(["ana", "ben"], row.words) {
                text += "p\(row.prompt),\(rater),\(word),\(row.left),\(row.right)\n"
            }
        }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let set = try RatingSet(file: path)
        #expect(set.criteria.map(\.kind) == [.pair] && set.notes.isEmpty, "\(set.notes)")
        let report = try set.ratings(on: 0).report(by: .pooled, options: IntervalOptions(resamples: 20))
        #expect(report.pairs[0].measures["cohen.by_model_pair"]?.value != nil)
        return report.pairs[0].measures.all.flatMap { [$0.estimate.value, $0.estimate.low, $0.estimate.high] }
    }

    private static let mirrored = ["left": "right", "right": "left", "tie": "tie"]

    @Test func mirroredRowsGiveTheSameFigures() throws {
        var generator = Generator(seed: 5)
        let rows = (0..<30).flatMap { prompt in
            [("alpha", "beta"), ("beta", "gamma"), ("alpha", "gamma")].map { left, right in
                let words = (0..<2).map { _ in ["left", "right", "tie"][Int(generator.next() % 3)] }
                return (prompt: prompt, left: left, right: right, words: words)
            }
        }
        let turned = rows.enumerated().map { place, row in
            place % 2 == 0
                ? row
                : (
                    prompt: row.prompt, left: row.right, right: row.left,
                    words: row.words.map { Self.mirrored[$0] ?? $0 }
                )
        }
        let plain = try measures(rows, header: "item,rater,score,model_a,model_b")
        #expect(try measures(turned, header: "item,rater,score,model_a,model_b") == plain)
        #expect(try measures(turned, header: "item,rater,score,left_model,right_model") == plain)
    }

    @Test func aWordThatIsNoVerdictIsRefusedWithItsLine() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-pairs-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "item,rater,score,model_a,model_b\np,ana,4,x,y\np,ben,both_bad,x,y\np,cy,left,x,x\n"
            .write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: (any Error).self) { try RatingSet(file: path) }
        let words = "\(error.map { "\($0)" } ?? "")"
        #expect(
            words.contains(":2: '4' is no verdict") && words.contains(":4: both sides are of one model"),
            "\(words)"
        )
    }
}
