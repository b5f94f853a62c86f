import Agreement
import Foundation
import Studies
import Testing

@testable import Ratings

/// What is listed of a set: in which order, and in which words.
struct ListedTests {
    /// One after the other each criterion's farthest; a metric's scores, which the anchor's texts lack, are not among them.
    @Test func eachCriterionsFarthestComesFirst() throws {
        let scale = Criterion.Form.scale(Scale(min: 1, max: 5, step: 1))
        let kind = Criterion(name: "kind", question: "How kind?", level: .ordinal, form: scale)
        let study = try RatedStudy(criteria: [RatedStudy.overall, kind])
        func record(_ rater: String, _ value: Double, _ criterion: String, prompt: Int = 1) -> RatingRecord {
            var record = study.record(rater, value, prompt: prompt)
            record.criterion = criterion
            return record
        }
        try study.add([
            record("ana", 1, "overall"), record("ben", 5, "overall"), record("ana", 3, "kind"),
            record("ben", 4, "kind"),
            record("ana", 2, "overall", prompt: 2), record("ben", 4, "overall", prompt: 2),
        ])
        try study.addNear()
        let set = try study.set()
        let chosen = try ["overall", "kind"].map { try #require(set.number(ofCriterion: $0)) }
        let found = try set.disagreements(on: chosen, of: [], limit: 4)
        #expect(found.count == 6 && found.listed.map { $0.ratings.name } == ["overall", "kind", "overall", "kind"])
        #expect(found.listed.map { $0.disagreement.distance } == [4, 1, 4, 1])
        let first = try #require(found.listed.first)
        #expect(first.scores.map { $0.rater } == ["ana", "ben"] && first.scores.map { $0.value } == [1, 5])
        #expect(set.subjects.prompt(of: first.subject) == "p1")
        let ben = try set.disagreements(on: chosen, of: ["ben"], limit: 9)
        #expect(ben.count == 3 && ben.listed.allSatisfy { $0.disagreement.rater == "ben" })
    }

    @Test func namesThatOnlyLookAlikeAreTold() {
        func told(_ names: [String]) -> [RatingNote] { RatingSet.lookalikes([("Raters", names)]) }
        func note(_ list: String) -> RatingNote {
            .remark(
                "Raters whose names differ only in case, in how letters are composed or in '.0' are read as different: \(list)."
            )
        }
        #expect(told(["1", "1.0", "2"]) == [note("'1', '1.0'")])
        #expect(told(["Ben", "ana", "Ana", "ben", "ANA"]) == [note("'Ben', 'ben'; 'ANA', 'Ana', 'ana'")])
        #expect(told(["e\u{301}", "\u{E9}"]).count == 1)
        // The same bytes twice are one name; a part of a number is no part of a word.
        #expect(told(["a", "a", "2", "1.0", "x.0", "x", "1.5", "1.50"]).isEmpty)
    }

    /// A word that no person gives agrees with nobody, also where another judge gives it.
    @Test func aWordThatNoPersonGivesIsTold() throws {
        let rows = [
            ("good", "good", "superb", "superb"), ("bad", "good", "bad", "good"), ("good", "bad", "superb", "bad"),
        ]
        var text = "item,rater,kind,score\n"
        for (item, row) in rows.enumerated() {
            text += "\(item),ana,human,\(row.0)\n\(item),ben,human,\(row.1)\n"
            text += "\(item),j,judge,\(row.2)\n\(item),k,judge,\(row.3)\n"
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-words-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let set = try RatingSet(file: path, scoring: Scoring(levels: ["nominal"], categories: []))
        let words = set.strangeWords.compactMap { note -> String? in
            if case .remark(let words) = note { words } else { nil }
        }
        #expect(words.count == 2)
        for (judge, count) in [("j", 2), ("k", 1)] {
            let remark =
                "\(judge) gives 'superb' (\(count)) on 'score', which no person gives: there it agrees with nobody."
            #expect(words.contains(remark), "\(words)")
        }
    }

    @Test func aValueHasTheWordOfItsCriterion() {
        func words(_ source: RatingSet.LevelSource, _ kind: Criterion.Subject, _ categories: [Double]?) -> [String?] {
            var criterion = RatingSet.Criterion(name: "c", level: .nominal, levelSource: source, kind: kind)
            criterion.categories = categories
            return [1, 0, -1, 0.5].map(criterion.word)
        }
        #expect(words(.study, .pair, nil) == ["first", "tie", "second", nil])
        #expect(words(.guessed, .pair, nil) == ["left", "tie", "right", nil])
        #expect(words(.study, .item, [0, 1]) == ["yes", "no", nil, nil])
        #expect(words(.guessed, .item, [0, 1]) == [nil, nil, nil, nil])
        #expect(words(.study, .item, [0, 1, 2]) == [nil, nil, nil, nil])
    }
}
