import Agreement
import Foundation
import Testing

@testable import Ratings

/// The level of scores of which nobody says one.
struct ScoringTests {
    private func level(_ scores: [String], categories: [String] = []) throws -> Level {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-level-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let rows = scores.enumerated().map { "i\($0),ana,\($1)\ni\($0),ben,\($1)\n" }
        try ("item,rater,score\n" + rows.joined()).write(toFile: path, atomically: true, encoding: .utf8)
        let criterion = try RatingSet(file: path, scoring: Scoring(levels: [], categories: categories)).criteria[0]
        #expect(criterion.levelSource == .guessed)
        return criterion.level
    }

    @Test(arguments: [(2, Level.ordinal), (5, .ordinal), (11, .ordinal), (12, .interval)])
    func upToElevenWholeNumbersAreOrdinal(count: Int, expected: Level) throws {
        #expect(try level((1...count).map(String.init)) == expected)
    }

    /// What is declared of all is declared of the criteria that are asked for.
    @Test func aLevelIsCheckedOnTheCriteriaThatAreShown() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-shown-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let rows = ["i,ana,q,1", "i,ben,q,2", "j,ana,q,3", "j,ben,q,", "i,ana,s,good", "i,ben,s,", "j,ana,s,bad"]
        try ("item,rater,criterion,score\n" + rows.joined(separator: "\n") + "\n").write(
            toFile: path,
            atomically: true,
            encoding: .utf8
        )
        let ordinal = try Scoring(levels: ["ordinal"], categories: ["1,2,3"])
        #expect { try RatingSet(file: path, scoring: ordinal) } throws: { "\($0)".contains("'good'") }
        let shown = try RatingSet(file: path, scoring: ordinal, shown: ["q"])
        #expect(shown.criteria.map(\.name) == ["q"] && shown.criteria[0].categories == [1, 2, 3])
        #expect(shown.notes == [.missingScores(count: 1)])
        #expect { try RatingSet(file: path, scoring: ordinal, shown: ["s"]) } throws: { "\($0)".contains("'good'") }
        // Of a name that the table has not, nothing is left out.
        #expect(try RatingSet(file: path, shown: ["t"]).criteria.map(\.name) == ["q", "s"])
        let named = try Scoring(levels: ["q=ordinal", "s=nominal"], categories: [])
        #expect(try RatingSet(file: path, scoring: named, shown: ["q"]).criteria.map(\.name) == ["q"])
    }

    @Test func fractionsAreIntervalAndWordsNominalUnlessTheyAreListed() throws {
        #expect(try level(["1", "1.5", "2"]) == .interval)
        #expect(try level(["good", "bad", "fair"]) == .nominal)
        #expect(try level(["good", "bad", "fair"], categories: ["bad,fair,good"]) == .ordinal)
    }

    /// Alpha at the ratio level rests on quotients, which the ranks of words have not.
    @Test func wordsInOrderHaveNoRatios() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-words-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let rows = ["poor poor", "fair good", "good good", "fair fair"].enumerated().map { item, pair in
            zip(["ana", "ben"], pair.split(separator: " ")).map { "i\(item),p,m,\($0),\($1)\n" }.joined()
        }
        try ("item,prompt,model,rater,score\n" + rows.joined()).write(toFile: path, atomically: true, encoding: .utf8)
        let scoring = try Scoring(levels: ["ordinal"], categories: ["poor,fair,good"])
        let words = try RatingSet(file: path, scoring: scoring).ratings(on: 0)
        for unit in CriterionRatings.Unit.allCases {
            let report = try words.report(by: unit, options: IntervalOptions(resamples: 0))
            #expect(
                report.measures["alpha.ratio"].map { $0.undefined?.contains("are words") == true } ?? true,
                "\(unit)"
            )
        }
        let pooled = try words.report(by: .pooled, options: IntervalOptions(resamples: 0)).measures
        #expect(pooled["alpha.ratio"]?.undefined != nil && pooled["alpha.ordinal"]?.value != nil)
    }
}
