import Foundation
import Studies
import Testing

@testable import Agreement
@testable import Ratings
@testable import Reporting

/// Models ranked by a judge's mapped scores, and what a ranking by letter does not tell.
struct CalibratedRankTextTests {
    private static let options = IntervalOptions(resamples: 20, seed: 3)

    /// Forty-five prompts that two models answered and a judge scored a point too high; of so many people scored each model.
    private func ranking(large: Int = 40, small: Int = 40, isBlind: Bool = false) throws -> CalibratedRanking {
        var text = "item,prompt,model,rater,kind,score\n"
        for prompt in 0..<45 {
            for (model, labelled) in [("large", large), ("small", small)] {
                let people = model == "large" ? 2 + prompt % 2 : 1 + prompt % 3 / 2
                let row = "\(prompt)-\(model),p\(prompt),\(model)"
                for person in ["ana", "ben"] where prompt < labelled { text += "\(row),\(person),human,\(people)\n" }
                text += "\(row),j,judge,\(people + 1)\n"
            }
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-mapped-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        var set = try RatingSet(file: path, scoring: Scoring(levels: ["ordinal"], categories: ["1,2,3,4,5"]))
        set.modelNames = set.subjects.models
        // A map names the version of the question that it is of.
        set.criteria[0].sha256 = "c"
        let choices = JudgeCard.Choices(settings: CalibrationSettings(), options: Self.options)
        let card = try #require(
            try JudgeCards(set, selection: RatingSelection(raters: ["j"]), choices: choices).all.first
        )
        let study = try #require(QualityStudy(set, criterion: 0))
        let rater = try #require(set.raters.firstIndex { $0.name == "j" })
        let used = MapInUse(try #require(card.map), study: study, rater: rater)
        set.isBlind = isBlind
        return try CalibratedRanking(set, maps: [used], criterion: nil, options: Self.options)
    }

    private func json(_ ranking: CalibratedRanking) throws -> JSONValue {
        try JSONValue(parsing: CalibratedRankDocument(ranking).written(as: .json))
    }

    private func said(_ ranking: CalibratedRanking) -> String {
        CalibratedRankDocument(ranking).written(as: .table).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test(arguments: [false, true]) func theBetterStandsFirstAndByLetterWithoutCounts(isBlind: Bool) throws {
        let ranking = try ranking(isBlind: isBlind)
        let json = try json(ranking)
        let players = try #require(json["players"]?.array)
        #expect(players.map { $0["name"]?.string } == ["large", "small"])
        #expect(players.map { $0["rank"]?.number } == [1, 2])
        #expect(players.map { $0["rank_interval"]?.array } == [[.number(1), .number(1)], [.number(2), .number(2)]])
        #expect(players.map { $0["not_distinguishable"] } == [.array([]), .array([])])
        #expect(players.map { $0["prompts"] } == (isBlind ? [.null, .null] : [.number(40), .number(40)]))
        #expect(players.map { $0["n"] } == (isBlind ? [.null, .null] : [.number(45), .number(45)]))
        // The judge's own means: every odd prompt of 45 is a point better, every third of the other model.
        let naive = players.compactMap { $0["naive"]?.number }
        #expect(naive.count == 2 && abs(naive[0] - (3 + 22.0 / 45)) < 1e-9 && abs(naive[1] - (2 + 15.0 / 45)) < 1e-9)
        #expect(json["left_out"] == .array([]) && json["blind"] == .bool(isBlind))
        #expect(!said(ranking).contains("Left out") && !said(ranking).contains("No model can be ranked"))
    }

    @Test func ofWhatIsLeftOutTheCountIsToldAfterUnblinding() throws {
        let open = try ranking(small: 10)
        #expect(try json(open)["left_out"] == .array([.string("small")]))
        #expect(try json(open)["players"]?.array?.map { $0["name"]?.string } == ["large"])
        let words = said(open)
        #expect(words.contains("Left out: small, labels of its own on 10 of at least 30 prompts."), "\(words)")
        let lettered = said(try ranking(small: 10, isBlind: true))
        #expect(lettered.contains("Left out: small, too few labels of its own."), "\(lettered)")
        #expect(!lettered.contains("of at least 30 prompts"))
    }
}
