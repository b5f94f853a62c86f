import Foundation
import Studies
import Testing

/// Inputs after public reports, each with what is right for it.
struct FieldTests {
    private func refusal(_ arguments: String..., input: String = "") throws -> String {
        let run = try Program.run(arguments, input: input)
        #expect(run.status == 1 && run.output.isEmpty)
        return run.errors
    }

    private func close(_ value: Double?, _ expected: Double, within: Double = 5e-7) -> Bool {
        value.map { abs($0 - expected) < within } ?? false
    }

    @Test func aStraySpaceBesideANumberIsNoOtherScore() throws {
        let figures = try FieldFile.agreement(FieldFile.path("A01-stray-space.csv"))
        #expect(figures.level == "ordinal")
        #expect(figures.value("percent_agreement") == 0.875)
        #expect(close(figures.value("alpha.ordinal"), 0.974078) && close(figures.pair("cohen.quadratic"), 0.962963))
    }

    @Test func aWordForNoValueIsMissingAndCounted() throws {
        let figures = try FieldFile.agreement(FieldFile.path("A02-na-word.csv"))
        #expect(figures.level == "ordinal")
        #expect(close(figures.value("percent_agreement"), 0.857143))
        #expect(close(figures.value("alpha.ordinal"), 0.961576) && close(figures.pair("cohen.quadratic"), 0.959064))
        #expect(figures.notes.contains("1 score of 'score' read 'N/A': counted as missing."))
    }

    @Test func aLevelIsGuessedFromValuesAndNotFromSpellings() throws {
        let figures = try FieldFile.agreement(FieldFile.path("A03-number-spellings.csv"))
        #expect(figures.level == "ordinal" && close(figures.value("alpha.ordinal"), 0.925545))
    }

    @Test func semicolonsAMarkAndDecimalCommasAreRead() throws {
        let figures = try FieldFile.agreement(FieldFile.path("A04-semicolon-bom-decimal-comma.csv"))
        #expect(figures.level == "interval" && close(figures.value("alpha.interval"), 0.972549))
    }

    @Test func aDecimalCommaAmongCommasIsToldWithItsLineOrReadWhenAskedFor() throws {
        let path = FieldFile.path("A05-quoted-decimal-comma.csv")
        let words = try refusal("agreement", path)
        for line in 2...9 { #expect(words.contains("A05-quoted-decimal-comma.csv:\(line): ")) }
        #expect(words.contains("'2,5' has a decimal comma: write 2.5, or read it with --decimal ,"))
        #expect(close(try FieldFile.agreement(path, "--decimal", ",").value("alpha.interval"), 0.972549))
    }

    @Test func idsBeyondDoublesStayApart() throws {
        let figures = try FieldFile.agreement(FieldFile.path("A06-ids-beyond-2to53.jsonl"))
        #expect(figures.itemCount == 4 && figures.value("percent_agreement") == 1)
    }

    @Test func numericPromptsAndRatersAreNames() throws {
        let run = try Program.run("rank", FieldFile.path("A07-numeric-prompt.jsonl"), "--format", "json")
        let player = try JSONValue(parsing: run.output)["players"]?.array?.first { $0["name"]?.string == "a" }
        let rate = player?["win_rate"]
        #expect(close(rate?["value"]?.number, 2.0 / 3), "\(run.output)")
        #expect(close(rate?["low"]?.number, 0.417, within: 0.02) && close(rate?["high"]?.number, 0.917, within: 0.02))
    }

    @Test func onePromptThatIsMissingDoesNotTurnClustersOff() throws {
        let figures = try FieldFile.agreement(FieldFile.path("A08-one-prompt-missing.csv"), "--level", "interval")
        #expect(close(figures.value("alpha.interval"), 0.523, within: 5e-4))
        let interval = figures.interval("alpha.interval")
        #expect(close(interval.first, 0.31, within: 0.05) && close(interval.last, 0.73, within: 0.05), "\(interval)")
        #expect(figures.notes.contains("1 item of 200 without a prompt: each counts as a prompt of its own."))
    }

    @Test func ourOwnRecordsAreRatings() throws {
        let path = FieldFile.path("A13-own-export.jsonl")
        let figures = try FieldFile.agreement(path, "--level", "ordinal")
        #expect(figures.criterion?["n_ratings"]?.integer == 8 && figures.value("percent_agreement") == 0.5)
        #expect(close(figures.value("alpha.ordinal"), 0.815789))
    }

    @Test func aMisnamedMemberIsNoMissingScore() throws {
        let words = try refusal("agreement", FieldFile.path("A14-score-misnamed.jsonl"))
        for line in [2, 4] {
            #expect(words.contains("A14-score-misnamed.jsonl:\(line): lacks 'score' (is it 'Score'?)"))
        }
        #expect(!words.contains(":1:") && !words.contains(":3:"))
    }

    @Test func labelsWithCommasCanBeListed() throws {
        let list = "\"bad\nreally\",\"So-so \"\"meh\"\"\",\"Very good, indeed\""
        let path = FieldFile.path("A16-labels-with-comma.csv")
        let figures = try FieldFile.agreement(path, "--level", "ordinal", "--categories", list)
        let names = figures.criterion?["categories"]?.array?.compactMap(\.string)
        #expect(names == ["bad\nreally", "So-so \"meh\"", "Very good, indeed"])
    }

    @Test func negativeCategoriesNeedNoEqualsSign() throws {
        let input = "item,rater,score\na,x,-1\na,y,-1.0\nb,x,0\nb,y,1\n"
        let figures = try FieldFile.agreement("-", "--categories", "-1,0,1", input: input)
        #expect(figures.level == "ordinal" && figures.value("percent_agreement") == 0.5)
    }

    @Test func emptyColumnsWithoutANameArePassedOver() throws {
        let figures = try FieldFile.agreement(FieldFile.path("A21-excel-trailing-columns.csv"))
        #expect(figures.itemCount == 1)
    }

    @Test func theFirstBytesAndNotTheNameSayWhatAFileIs() throws {
        let path = FieldFile.path("A22-lines-in-json-file.json")
        let piped = try FieldFile.agreement("-", input: String(contentsOfFile: path, encoding: .utf8))
        #expect(try FieldFile.agreement(path).itemCount == 3 && piped.itemCount == 3)
        #expect(piped.criterion?["n_ratings"]?.integer == 7)
    }

    @Test func aPythonNaNIsToldWithItsLines() throws {
        let words = try refusal("agreement", FieldFile.path("A24-nan-in-json.jsonl"))
        for line in [6, 7] {
            #expect(words.contains("A24-nan-in-json.jsonl:\(line): not JSON ('NaN' is no JSON value"))
        }
        #expect(words.contains("write null where a value is missing"))
    }
}
