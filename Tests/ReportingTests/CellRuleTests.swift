import Planning
import Studies
import Testing

@testable import Agreement
@testable import Reporting

/// Small rules of cells, notes and files.
struct CellRuleTests {
    @Test func aLongNameIsPartedAndWhole() {
        #expect(CellLines.ofName("abcdefghij", within: 4) == ["abcd", "efgh", "ij"])
        #expect(CellLines.ofName("gpt-large-judge", within: 10) == ["gpt-large-", "judge"])
        #expect(CellLines.ofName("short", within: 5) == ["short"])
        #expect(CellLines.ofName(String(repeating: "x", count: 21), within: 5) == nil)
        #expect(CellLines.ofWords("a verylongword of it", within: 6) == ["a", "verylo", "ngword", "of it"])
    }

    @Test func aSentenceControlsNoTerminal() {
        #expect(PageWidth.lines(["a\u{1B}[2Jb", "c"]) == "a␛[2Jb\nc\n")
    }

    @Test func aFileNamesItsSeedConfidenceAndNotes() throws {
        let table = Table(columns: [.init("n")], rows: [[.count(3)]])
        let options = IntervalOptions(resamples: 7, confidence: 0.9, seed: 5)
        let json = try JSONValue(
            parsing: table.written(as: .json, schema: "s.v1", options: options, notes: ["one", "two"])
        )
        #expect(json["schema"]?.string == "s.v1" && json["seed"]?.number == 5 && json["resamples"]?.number == 7)
        #expect(json["confidence"]?.number == 0.9 && json["notes"] == .array([.string("one"), .string("two")]))
        #expect(json["rows"]?.array?.first?["n"]?.number == 3)
    }

    @Test func aNoteThatRowsShareHidesNoneOfTheirOwn() throws {
        let shared = "a remark that stands on every row"
        let table = Table(
            columns: [.init("name"), .init("interval"), .init("note")],
            rows: [
                [.text("a"), .text("[0, 1]"), .remarks([shared])],
                [.text("b"), .unknown, .remarks(["own one", shared])],
            ]
        )
        let found = Footnotes(table, columns: table.columns)
        #expect(found.notes == ["* \(shared)"])
        #expect(found.rows == [["a", "[0, 1] *", ""], ["b", "– *", "own one"]])
    }

    @Test func aPlanSumsWhatItsReviewersDo() throws {
        let study = Study(name: "s", reviewers: ["ana", "ben"])
        var forecast = PlanForecast([], study: study, secondsPerItem: 30)
        for (place, hours) in [2.0, 1.0].enumerated() {
            forecast.loads[place].items = 10 * (place + 1)
            forecast.loads[place].ratings = 20 * (place + 1)
            forecast.loads[place].seconds = hours * 3600
        }
        let document = PlanDocument(study: "s", forecast: forecast)
        #expect(document.written(as: .table).contains("In all 60 ratings, about 3.0 hours."))
        forecast.assumptions.confidence = 0.8
        forecast.precision = .init(alpha: 0.1, mean: 0.2, assumed: 0.6, simulations: 100)
        let precise = PlanDocument(study: "s", forecast: forecast)
        #expect(precise.written(as: .table).contains("To expect (80 %, if people agree at alpha 0.60): alpha ± 0.10"))
        #expect(try JSONValue(parsing: precise.written(as: .json))["confidence"]?.number == 0.8)
        let rows = try #require(try JSONValue(parsing: document.written(as: .json))["reviewers"]?.array)
        #expect(rows.compactMap { $0["reviewer"]?.string } == ["ana", "ben"])
        #expect(rows.compactMap { $0["hours"]?.number } == [2, 1])
        #expect(rows.compactMap { $0["items"]?.number } == [10, 20])
    }

    /// Only what lies above luck is called a clue.
    @Test(arguments: [(0.9, "who wrote them, by how often it stands on the left"), (0.4, "no more than luck would")])
    func aPlanSaysWhatItGivesAway(share: Double, words: String) throws {
        let answers = (0..<4).map {
            PlanState.Answer(item: Int64($0 + 1), key: UInt64($0), prompt: $0 / 2, model: $0 % 2, sample: 1)
        }
        let rows = answers.map { PlannedRow(first: $0.item, reviewer: 0) }
        var attack = try #require(PlanAttack(rows, answers: answers, seed: 1, shuffles: 5))
        (attack.share, attack.luck, attack.texts, attack.clue) = (share, 0.5, 4, "how often it stands on the left")
        var forecast = PlanForecast([], study: Study(name: "s", reviewers: ["ana"]), secondsPerItem: 30)
        forecast.attack = attack
        let said = PlanDocument(study: "s", forecast: forecast).written(as: .table)
        let line = said.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(line.hasSuffix("could infer from the plan alone of 4 texts: \(words)."), "\(line)")
    }

    /// Which designs of pairs give the baseline away is told beside their cost.
    @Test func aDesignSaysWhatItCostsAndGivesAway() throws {
        var forecast = PlanForecast([], study: Study(name: "s", reviewers: ["ana"]), secondsPerItem: 30)
        forecast.designs = DesignCost.designs(models: 3, blocks: 4).filter { ["ring", "baseline"].contains($0.design) }
        forecast.designs[0].halfWidth = nil
        forecast.designs[1].halfWidth = 0.125
        let document = PlanDocument(study: "s", forecast: forecast)
        let words = document.written(as: .table).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.hasSuffix(" of wins: ring 12 pairs, baseline 8 pairs ± 0.125 (shows the baseline)."), "\(words)")
        let designs = try #require(try JSONValue(parsing: document.written(as: .json))["designs"]?.array)
        #expect(designs.map { $0["shows_baseline"]?.bool } == [false, true])
        #expect(designs.map { $0["half_width"] } == [.null, .number(0.125)])
        #expect(designs.map { $0["pairs"]?.number } == [12, 8])
    }

    /// What the plan gives away is told where it is more than luck, and then by what.
    @Test(arguments: [(0.6, true), (0.5, false), (0.4, false)])
    func aPlanSaysWhatItGivesAway(share: Double, isTold: Bool) throws {
        var forecast = PlanForecast([], study: Study(name: "s", reviewers: ["ana"]), secondsPerItem: 30)
        let rows = [PlannedRow(first: 1, reviewer: 0, position: 1), PlannedRow(first: 2, reviewer: 0, position: 2)]
        let answers = [1, 2].map { PlanState.Answer(item: $0, key: 1, prompt: 0, model: Int($0), sample: 1) }
        var attack = try #require(PlanAttack(rows, answers: answers, seed: 1, shuffles: 1))
        (attack.clue, attack.share, attack.luck, attack.texts) = ("its length", share, 0.5, 12)
        forecast.attack = attack
        let document = PlanDocument(study: "s", forecast: forecast)
        let words = document.written(as: .table).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let verdict = isTold ? "who wrote them, by its length" : "no more than luck would"
        #expect(words.hasSuffix("What a reviewer could infer from the plan alone of 12 texts: \(verdict)."), "\(words)")
        let json = try JSONValue(parsing: document.written(as: .json))
        #expect(json["attack"]?["clue"] == (isTold ? .string("its length") : .null))
        #expect(json["attack"]?["above_luck"]?.bool == isTold && json["attack"]?["texts"]?.number == 12)
    }

    @Test func aReviewersFigureHasItsEnds() {
        var estimate = Estimate(value: 0.5, itemCount: 12, ratingCount: 24)
        (estimate.low, estimate.high) = (0.25, 0.875)
        func figure(_ isNoted: Bool) -> ReviewerFigure {
            ReviewerFigure(
                reviewer: "ana",
                check: "severity",
                criterion: "overall",
                estimate: estimate,
                isNoted: isNoted,
                words: "w"
            )
        }
        let rows = Table([figure(true), figure(false)]).rows
        #expect(rows[0].map(\.text) == ["ana", "severity", "overall", "0.50", "0.25", "0.88", "12", "yes", "w"])
        #expect(rows[1][7].text == "" && rows[0][5].value == .number(0.875))
    }
}
