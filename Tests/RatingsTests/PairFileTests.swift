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

    /// As in a study: the same in both orders is one verdict, another in each is none, and one that lacks an order neither.
    @Test func aJudgesTwoOrdersAreOneVerdictOrNone() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-pairs-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let verdicts = [
            ("x,y,left", "y,x,right"), ("x,y,left", "y,x,left"), ("x,y,", "y,x,left"), ("x,y,both_bad", "y,x,"),
            ("y,x,both_bad", "x,y,tie"), ("y,x,both_bad", "x,y,both_bad"), ("x,y,y", "y,x,y"), ("x,y,", "y,x,"),
        ]
        var text = "model_a,model_b,score,item,rater,kind\n"
        for (item, orders) in verdicts.enumerated() {
            text += "\(orders.0),p\(item),j,judge\nx,y,left,p\(item),ana,human\n\(orders.1),p\(item),j,judge\n"
        }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let set = try RatingSet(file: path)
        let own = set.opinions.filter { set.raters[Int($0.rater)].name == "j" }.sorted { $0.subject < $1.subject }
        #expect(own.map(\.outcome) == [.rated, .inconsistent, .error, .error, .inconsistent, .rated, .rated, .error])
        #expect(own.compactMap(\.number) == [1, 0, -1])
        #expect(set.opinions.count == 16)
        #expect(set.notes.contains(.missingScores(count: 3)))
        #expect(set.notes.contains(.remark("1 verdict 'both bad': counts as a tie.")))
        let orders = "j on 'score': 8 pairs in both orders, each one verdict; 2 of them inconsistent, "
        #expect(set.notes.contains(.remark(orders + "another verdict in each order, in no figure.")), "\(set.notes)")
        try (text + "x,y,left,p0,j,judge\n").write(toFile: path, atomically: true, encoding: .utf8)
        #expect { try RatingSet(file: path) } throws: {
            "\($0)".contains("'j' compared 'p0: x and y' on an earlier line")
        }
    }

    private func read(_ header: String, _ verdicts: [String], _ rest: String) throws -> RatingSet {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-pairs-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var text = "item,prompt,rater,score\(header)\n"
        for (item, pair) in verdicts.enumerated() {
            for (rater, word) in zip(["ana", "ben"], pair.split(separator: " ")) {
                text += "i\(item),p\(item),\(rater),\(word)\(rest)\n"
            }
        }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try RatingSet(file: path)
    }

    private func check(_ set: RatingSet, _ expected: [String: Double]) throws {
        #expect(set.criteria.map(\.kind) == [.pair])
        let report = try set.ratings(on: 0).report(by: .pooled, options: IntervalOptions(resamples: 20))
        for (name, value) in expected {
            let found = report.pairs[0].measures["\(name).by_model_pair"]?.value
            #expect(abs((found ?? .nan) - value) < 1e-9, "\(name): \(String(describing: found))")
        }
    }

    /// The cases "pairs-samples-of-one-model" and "pairs-no-models" of the reference.
    @Test func samplesOfOneModelAndPairsWithoutModelsAreOneStratum() throws {
        let one = try read(
            ",model_a,model_b",
            ["left left", "right right", "left right", "tie tie", "left tie", "right right"],
            ",m1,m1"
        )
        try check(one, ["alpha.nominal": 0.5238095238095237, "gwet_ac.identity": 0.4871794871794871])
        try check(one, ["cohen": 0.5238095238095238])
        #expect("\(one.notes)".contains("6 pairs are of two texts of one model"), "\(one.notes)")
        let none = ["first first", "first first", "second second", "first second", "tie tie"]
        for (words, turned) in [(["first", "second"], "tie"), (["left", "right"], "both_bad")] {
            let rows = none.map {
                $0.replacing("first", with: words[0]).replacing("second", with: words[1]).replacing("tie", with: turned)
            }
            let set = try read("", rows, "")
            try check(set, ["alpha.nominal": 0.7142857142857143, "gwet_ac.identity": 0.6923076923076923])
            try check(set, ["cohen": 0.7142857142857143])
            #expect("\(set.notes)".contains("of models that nobody names"), "\(set.notes)")
            #expect("\(set.notes)".contains("both bad") == (turned == "both_bad"), "\(set.notes)")
        }
    }

    /// Words that are only like verdicts stay labels.
    @Test func labelsAreNoVerdicts() throws {
        for rows in [
            ["left left", "right center"], ["tie tie", "tie draw"], ["a b", "b b"], ["first first", "third second"],
        ] {
            #expect(try read("", rows, "").criteria.map(\.kind) == [.item], "\(rows)")
        }
    }

    @Test func aWordThatIsNoVerdictIsRefusedWithItsLine() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-pairs-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "item,rater,score,model_a,model_b\np,ana,4,x,y\np,ben,both_bad,x,y\np,cy,left,,x\n"
            .write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: (any Error).self) { try RatingSet(file: path) }
        let words = "\(error.map { "\($0)" } ?? "")"
        #expect(
            words.contains(":2: '4' is no verdict") && words.contains(":4: 'score' has both single texts and pairs"),
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
