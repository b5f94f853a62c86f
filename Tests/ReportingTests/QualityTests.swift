import Studies
import Testing

@testable import Agreement
@testable import Ratings
@testable import Reporting

/// How each reviewer rates, as it is told.
struct QualityTests {
    private func document(_ name: String = "ana") -> QualityDocument {
        var estimate = Estimate(value: 0.8125, itemCount: 16, ratingCount: 32)
        (estimate.low, estimate.high) = (0.5625, 0.9375)
        let none = Estimate(undefined: "no gold item", itemCount: 0, ratingCount: 0)
        func figure(_ check: String, _ criterion: String?, _ estimate: Estimate, _ words: String) -> ReviewerFigure {
            ReviewerFigure(
                reviewer: name,
                check: check,
                criterion: criterion,
                estimate: estimate,
                isNoted: words.isEmpty,
                words: words
            )
        }
        return QualityDocument(
            [figure("repeats", "overall", estimate, ""), figure("gold items", nil, none, "no gold item")],
            options: IntervalOptions(resamples: 7, confidence: 0.9, seed: 5),
            facts: [.noScores]
        )
    }

    @Test func aFigureHasItsNAndItsEndsOrItsReason() throws {
        #expect(
            document().written(as: .csv) == """
                reviewer,check,criterion,value,low,high,n,noted,words\r
                ana,repeats,overall,0.8125,0.5625,0.9375,16,true,\r
                ana,gold items,,,,,0,false,no gold item\r

                """
        )
        #expect(document().written(as: .table).contains("ana       repeats     overall     0.81  0.56  0.94  16  yes"))
        let cells = "| ana | gold items |  | – | – | – | 0 |  | no gold item |\n"
        #expect(document().written(as: .markdown).contains(cells))
        let json = try JSONValue(parsing: document().written(as: .json))
        #expect(json["schema"]?.string == "slam.quality.v1" && json["seed"]?.number == 5)
        #expect(json["resamples"]?.number == 7 && json["confidence"]?.number == 0.9)
        #expect(json["rows"]?.array?.map { $0["value"] } == [.number(0.8125), .null])
        #expect(json["rows"]?.array?.map { $0["noted"] } == [.bool(true), .bool(false)])
        #expect(json["rows"]?.array?.map { $0["criterion"] } == [.string("overall"), .null])
        #expect(json["notes"] == .array([.string(RatingNote.noScores.sentence)]))
        #expect(document().words == RatingNote.noScores.sentence + "\n")
    }

    /// How much more tells how many texts are whose.
    @Test func whatThePlanGaveAwayHasNoFigureWhileBlind() {
        func words(_ isAboveLuck: Bool, _ isBlind: Bool) -> String {
            QualityDocument.words(isAboveLuck: isAboveLuck, excess: 0.1234, isBlind: isBlind)
        }
        #expect(words(true, true) == "From the plan alone more of the texts could be told than by luck.\n")
        #expect(words(false, true) == "From the plan alone no more of the texts could be told than by luck.\n")
        let open = "From the plan alone 12 % more of the texts could be told than by chance, "
        #expect(words(true, false) == open + "more than by luck.\n")
        #expect(words(false, false) == open + "no more than by luck.\n")
    }

    @Test(arguments: Format.allCases) func aReviewersNameActsNowhere(format: Format) throws {
        #expect(try HostileText.isHarmless(document(HostileText.text).written(as: format), format))
    }
}
