import Agreement
import Foundation
import Ratings
import Testing

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

    @Test func fractionsAreIntervalAndWordsNominalUnlessTheyAreListed() throws {
        #expect(try level(["1", "1.5", "2"]) == .interval)
        #expect(try level(["good", "bad", "fair"]) == .nominal)
        #expect(try level(["good", "bad", "fair"], categories: ["bad,fair,good"]) == .ordinal)
    }
}
