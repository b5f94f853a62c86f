import Foundation
import Studies
import Testing

@testable import Agreement
@testable import Ratings
@testable import Reporting

/// Which ratings depart from other people's, and what may stand beside them.
struct DisagreementTextTests {
    /// Ana and ben are four points apart on the first text, one on the second, and agree on the third.
    private func set() throws -> RatingSet {
        let text = """
            item,prompt,model,rater,score
            i1,p1,large,ana,1
            i1,p1,large,ben,5
            i2,p1,small,ana,2
            i2,p1,small,ben,3
            i3,p2,large,ana,4
            i3,p2,large,ben,4

            """
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-differ-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try RatingSet(file: path, scoring: Scoring(levels: ["ordinal"], categories: ["1,2,3,4,5"]))
    }

    private func document(_ set: RatingSet, limit: Int = 3) throws -> DisagreementDocument {
        let (listed, count) = try set.disagreements(on: [0], of: [], limit: limit)
        let texts = listed.map { _ in [("Prompt", "why?"), ("Response", "so")] as [(title: String, text: String)] }
        return DisagreementDocument(set, listed: listed, count: count, texts: texts)
    }

    @Test func theWidestStandFirstAndAllAreCounted() throws {
        let document = try document(set())
        let json = try JSONValue(parsing: document.written(as: .json))
        let rows = try #require(json["disagreements"]?.array)
        #expect(json["n"]?.number == 4 && rows.count == 3)
        #expect(rows.map { $0["item"]?.string } == ["i1", "i1", "i2"])
        #expect(rows.map { $0["rater"]?.string } == ["ana", "ben", "ana"])
        #expect(rows.map { $0["score"]?.number } == [1, 5, 2] && rows.map { $0["people"]?.number } == [5, 1, 3])
        #expect(rows.map { $0["distance"]?.number } == [4, 4, 1] && rows.map { $0["n_people"]?.number } == [1, 1, 1])
        #expect(rows.map { $0["model"]?.string } == ["large", "large", "small"])
        #expect(rows[0]["prompt"]?.string == "p1" && rows[0]["scores"]?.string == "ana 1, ben 5")
        let words = document.written(as: .table)
        #expect(words.hasPrefix("3 ratings of 4 that differ from other people's, from "), "\(words)")
        // The prompt is no response.
        #expect(rows[0]["texts"]?.array?.map { $0["title"]?.string } == ["Prompt", "Response"])
        let lines = document.written(as: .csv).split(whereSeparator: \.isNewline)
        #expect(lines.count == 4 && lines[1].hasSuffix(",so") && !lines[1].contains("why?"))
    }

    /// What no figure has is told beside the list too: rows without a score, and columns that nobody asked for.
    @Test func whatATableLacksIsTold() throws {
        func notes(_ text: String) throws -> [String] {
            let name = "slam-lacks-\(UUID().uuidString).csv"
            let path = FileManager.default.temporaryDirectory.appending(path: name).path
            defer { try? FileManager.default.removeItem(atPath: path) }
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let set = try RatingSet(file: path, scoring: Scoring(levels: [], categories: []))
            return DisagreementDocument(set, listed: [], count: 0, texts: []).notes
        }
        #expect(try notes("item,rater,score\n") == ["No scores: the table has no row with a score."])
        let told = try notes("item,rater,score,date\ni,ana,1,x\ni,ben,,x\n")
        #expect(told == ["1 row without a score: counted as missing.", "Not used: 'date'."])
        #expect(!RatingNote.letters.isOfTable && RatingNote.otherPhase(count: 1, than: .blind).isOfTable)
    }

    /// Each criterion has a scale of its own: they take turns, each with its widest first.
    @Test func criteriaTakeTurns() throws {
        let text = """
            item,rater,criterion,score
            i1,ana,one,1
            i1,ben,one,3
            i2,ana,one,1
            i2,ben,one,4
            i3,ana,two,10
            i3,ben,two,90

            """
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-turns-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let set = try RatingSet(file: path, scoring: Scoring(levels: ["interval"], categories: []))
        let (listed, count) = try set.disagreements(on: [0, 1], of: [], limit: 3)
        #expect(count == 6 && listed.map(\.ratings.name) == ["one", "two", "one"])
        #expect(listed.map(\.disagreement.item) == ["i2", "i3", "i2"])
        #expect(listed.map(\.disagreement.distance) == [3, 80, 3])
        // Of one rater alone, against all others.
        let own = try set.disagreements(on: [0, 1], of: ["ben"], limit: 9)
        #expect(own.count == 3 && own.listed.allSatisfy { $0.disagreement.rater == "ben" })
    }

    @Test(arguments: [false, true]) func noModelStandsBesideATextBeforeUnblinding(isBlind: Bool) throws {
        var set = try set()
        set.isBlind = isBlind
        let document = try document(set)
        #expect(document.rows.map(\.model) == (isBlind ? [nil, nil, nil] : ["large", "large", "small"]))
        let note = "Who wrote a text is withheld until 'slam unblind', by letter too."
        #expect(document.notes == (isBlind ? [note] : []))
        for format in [Format.table, .json, .csv, .markdown] {
            #expect(document.written(as: format).contains("large") != isBlind)
        }
        #expect(document.reading(columns: 60).contains("model large") != isBlind)
    }

    /// What is left out is told, stale, withheld or lacking in a table; what is in the figures is told elsewhere.
    @Test func whatIsLeftOutIsToldBesideThem() throws {
        var set = try set()
        let left: [RatingNote] = [
            .stale(.question, criterion: "score", rater: nil, count: 2), .withheldByName(count: 3),
            .withheldMetric(rater: "lex"),
        ]
        set.notes = [.missingScores(count: 7)] + left + [.replaced(count: 5)]
        #expect(try document(set).notes == (left + [.missingScores(count: 7)]).map(\.sentence))
    }

    /// Where the scale has words they stand in the place of its numbers, and nothing where people have no majority.
    @Test(arguments: [false, true]) func aScoreIsItsWordWhereTheScaleHasWords(hasWords: Bool) throws {
        func row(_ people: String?, _ consensus: Double?) -> DisagreementDocument.Row {
            DisagreementDocument.Row(
                criterion: "c",
                disagreement: Disagreement(
                    item: "i",
                    rater: "ana",
                    kind: .human,
                    score: 2,
                    consensus: consensus,
                    peopleCount: 3,
                    distance: 0.5
                ),
                score: "good",
                people: people,
                hasWords: hasWords,
                scores: "ana good",
                prompt: nil,
                model: nil,
                texts: []
            )
        }
        let rows = [row("bad", 0), row(nil, nil)]
        let document = DisagreementDocument(source: "s", rows: rows, count: 2, notes: [])
        let json = try #require(try JSONValue(parsing: document.written(as: .json))["disagreements"]?.array)
        #expect(json.map { $0["score"] } == Array(repeating: hasWords ? .string("good") : .number(2), count: 2))
        #expect(json.map { $0["people"] } == [hasWords ? .string("bad") : .number(0), .null])
        let lines = document.written(as: .csv).split(whereSeparator: \.isNewline)
        #expect(lines[1].hasPrefix(hasWords ? "c,i,ana,good,bad,3" : "c,i,ana,2,0,3"), "\(lines)")
        #expect(lines[2].hasPrefix(hasWords ? "c,i,ana,good,,3" : "c,i,ana,2,,3"), "\(lines)")
    }
}
