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
        #expect(try measures(turned, header: "item,rater,score,left,right") == plain)
    }

    /// It prefers neither text; columns 'left' and 'right' beside scores name no models.
    @Test func bothBadCountsAsATieAndIsTold() throws {
        func read(_ text: String) throws -> (alpha: Double?, n: Int?, notes: String) {
            let path = FileManager.default.temporaryDirectory.appending(path: "slam-pairs-\(UUID().uuidString).csv")
                .path
            defer { try? FileManager.default.removeItem(atPath: path) }
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let set = try RatingSet(file: path)
            let report = try set.ratings(on: 0).report(by: .pooled, options: IntervalOptions(resamples: 20))
            let alpha = report.measures["alpha.nominal.by_model_pair"]
            return (alpha?.value, alpha?.itemCount, "\(set.notes)")
        }
        func rows(_ word: String) -> String {
            let verdicts = [("left", "left"), ("right", word), (word, "tie"), ("right", "right"), (word, word)]
            let lines = verdicts.enumerated().map { "p\($0),ana,\($1.0),x,y\np\($0),ben,\($1.1),x,y\n" }
            return "item,rater,score,model_a,model_b\n" + lines.joined()
        }
        let (ties, bad) = (try read(rows("tie")), try read(rows("both_bad")))
        #expect(ties.alpha != nil && bad.alpha == ties.alpha && bad.n == 5 && ties.n == 5)
        #expect(bad.notes.contains("count as ties.") && bad.notes.contains("4 verdicts") && !ties.notes.contains("tie"))
        let scores = try read("item,rater,score,left,right\ni,ana,4,x,y\ni,ben,2,x,y\nj,ana,1,x,y\nj,ben,1,x,y\n")
        #expect(scores.alpha == nil && scores.notes.contains("Not used: "), "\(scores.notes)")
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

/// Two judges of pairs beside the same people.
struct PairComparisonTests {
    /// Sixty pairs of two models, now in one order, now in the other; a judge that always prefers `alpha`, and a careful one.
    @Test func compareComputesChanceWithinPairsOfModels() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-compare-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var text = "item,prompt,model_a,model_b,rater,kind,score\n"
        for item in 0..<60 {
            let models = item % 2 == 0 ? ["alpha", "beta"] : ["beta", "alpha"]
            // People prefer alpha in three of four.
            let winner = item % 4 == 3 ? "beta" : "alpha"
            let careful = item % 10 == 7 ? "beta" : winner
            for (rater, kind, choice) in [
                ("ana", "human", winner), ("partial", "judge", "alpha"), ("careful", "judge", careful),
            ] {
                text +=
                    "\(item),p\(item),\(models[0]),\(models[1]),\(rater),\(kind),\(choice == models[0] ? "left" : "right")\n"
            }
        }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let ratings = try RatingSet(file: path).ratings(on: 0)
        let options = IntervalOptions(resamples: 50)
        let found = try ratings.comparison(of: "careful", with: "partial", options: options)
        #expect(found.lines.map(\.measure) == ["percent_agreement", "cohen.by_model_pair"])
        let kappa = found.lines[1]
        let known = try ratings.automatic(options: options)
        for (rater, estimate) in [("careful", kappa.first), ("partial", kappa.second)] {
            let own = known.first { $0.rater == rater }?.measures["cohen.by_model_pair"]
            #expect(own?.value == estimate.value && own?.low == estimate.low, "\(rater)")
        }
        #expect(abs(kappa.second.value ?? 1) < 0.05 && (kappa.first.value ?? 0) > 0.5)
        #expect((kappa.difference.low ?? 0) > 0.3 && (kappa.pValue ?? 1) < 0.001)
        let turned = try ratings.comparison(of: "partial", with: "careful", options: options).lines[1]
        #expect(turned.difference.value == kappa.difference.value.map { -$0 } && turned.pValue == kappa.pValue)
    }
}
