import Fixtures
import Foundation
import Studies
import Testing

/// Scores and names of a table of ratings, as people spell them.
struct BareTableTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func table(_ text: String, _ choices: BareTable.Choices = .init()) throws -> BareTable {
        try BareTable.read(path: try folder.write("t.csv", text), choices: choices)
    }

    /// The values of one rater's scores, one item each; nil where the score is missing.
    func values(_ spellings: [String], decimal: NumberText.Decimal? = nil, separator: String = ",") throws
        -> [Double?]
    {
        var text = ["item", "rater", "score"].joined(separator: separator) + "\n"
        for (item, spelling) in spellings.enumerated() {
            let cell = "\"" + spelling.replacing("\"", with: "\"\"") + "\""
            text += ["i\(item)", "x", cell].joined(separator: separator) + "\n"
        }
        let table = try table(text, .init(decimal: decimal))
        let ratings = table.criteria.first
        #expect(ratings?.words == nil)
        return spellings.indices.map { item in
            ratings?.items.firstIndex { table.items.all[Int($0)] == "i\(item)" }.flatMap { place in
                ratings.map { $0.values[Int($0.scores[place])] }
            }
        }
    }

    func lines(_ text: String, _ choices: BareTable.Choices = .init()) -> [Int?] {
        do {
            _ = try table(text, choices)
            return []
        } catch let mistakes as Mistakes { return mistakes.all.map(\.line) } catch { return [nil] }
    }

    @Test func oddSpellingsOfNumbersAreNumbers() throws {
        let spelt = [
            "4", " 4", "4 ", "\u{A0}4", "+4", "4.0", "4.", "4.00", "04", "4e0", ".4E1", "400e-2", "\u{2212}4", "-0",
            "0.1", ".5",
        ]
        let values = try values(spelt)
        #expect(values == [4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, -4, 0, 0.1, 0.5])
        #expect(
            try self.values(["0.30000000000000004", "123456789.123456789", "1e22", "2e-300"]) == [
                0.30000000000000004, 123456789.123456789, 1e22, 2e-300,
            ]
        )
    }

    @Test(arguments: ["", " ", "NA", "n/a", "N/A", "NaN", "nan", "null", "NULL", "None", "-", "–", "#N/A", "?", "."])
    func aWordForNoValueAmongNumbersIsMissing(word: String) throws {
        #expect(try values(["1", word, "2"]) == [1, nil, 2])
        let table = try table("item,rater,score\na,x,1\na,y,\"\(word)\"\n")
        #expect(
            table.missingCount == 1 && (word.trimmingCharacters(in: .whitespaces).isEmpty || table.remarks.count == 1)
        )
    }

    @Test(arguments: [
        "3,5", "80%", "80 %", "4/5", "1 000", "1.000.000", "0x10", "inf", "-Infinity", "½", "４", "٣", "1e999", "1e308",
        "-1e76", "good",
        "4 stars", "1_0", "1e", "--1", "'4",
    ])
    func aTextAmongNumbersIsRefusedWithItsLineUnlessAllAreLabels(text: String) throws {
        let rows = "item,rater,score\na,x,1\na,y,2\nb,x,\"\(text)\"\nb,y,\"\(text)\"\n"
        #expect(lines(rows) == [4, 5])
        let labels = try table(rows, .init { _ in DeclaredScores(isNominal: true) })
        #expect(labels.criteria[0].words?.count == 3)
        #expect(lines(rows, .init { _ in DeclaredScores(isNominal: false) }) == [4, 5])
    }

    @Test(arguments: ["3,5", "80%", "4/5", "４"])
    func scoresThatAllReadLikeOddNumbersAreNoLabelsInSilence(text: String) {
        #expect(lines("item,rater,score\na,x,\"\(text)\"\na,y,\"\(text)\"\n") == [2, 3])
    }

    @Test func aDecimalCommaIsReadWhereNoCommaSeparatesOrWhenAskedFor() throws {
        for separator in [";", "\t", "|"] { #expect(try values(["3,5", "4"], separator: separator) == [3.5, 4]) }
        #expect(try values(["3,5", "-,5"], decimal: .comma) == [3.5, -0.5])
        #expect(lines("item,rater,score\na,x,3.5\n", .init(decimal: .comma)) == [2])
        #expect(try values(["3.5", "4"], separator: ";") == [3.5, 4])
        #expect(lines("item;rater;score\na;x;3,5\na;y;3.5\nb;x;2,5\n") == [3])
    }

    @Test func labelsAreWordsAndOneValueIsOneLabel() throws {
        let declared = BareTable.Choices { _ in DeclaredScores(isNominal: true) }
        #expect(
            try table("item,rater,score\na,x,1\na,y,1.0\nb,x, 1.00\nb,y,good\n", declared).criteria[0].words == [
                "1", "good",
            ]
        )
        let plain = try table("item,rater,score\na,x,good\na,y,None\nb,x,bad\nb,y,NaN\n")
        #expect(plain.criteria[0].words == ["None", "bad", "good"] && plain.missingCount == 1)
        #expect(plain.remarks.contains { $0.contains("'None': counted as a label") })
    }

    @Test func listedCategoriesAreValuesWhateverTheirSpelling() throws {
        let listed = { (list: [String]) in BareTable.Choices { _ in DeclaredScores(categories: list) } }
        let numbers = try table("item,rater,score\na,x,1.0\na,y, 3\nb,x,N/A\n", listed(["1", "2", "3"]))
        #expect(
            numbers.criteria[0].categories == [1, 2, 3] && numbers.criteria[0].values == [1, 3]
                && numbers.missingCount == 1
        )
        let words = try table("item,rater,score\na,x,good\na,y,bad\nb,x,N/A\n", listed(["bad", "N/A", "good"]))
        #expect(words.criteria[0].values == [2, 0, 1] && words.missingCount == 0)
        #expect(lines("item,rater,score\na,x,good\na,y,best\nb,x,goood\n", listed(["bad", "good"])) == [3, 4])
        var numbered = listed(["1", "2", "3"])
        numbered.listed = DeclaredScores.Listed([["1", "2", "3"]])
        #expect(lines("item,rater,score\na,x,1\na,y,6\nb,x,2.5\nb,y,3.0\n", numbered) == [3, 4])
    }

    @Test func allMistakesOfATableAreToldAtOnceInTheirOrder() {
        let text =
            "item,rater,score,kind,prompt,phase\na,x,1,,p,\na,y,80%,,q,\n,x,1,,p,\nb,x,good,robot,p,\nb,x,2,,p,later\nb,z\na,x,2,,p,\nc,x,3,,p,\n"
        #expect(lines(text) == [3, 4, 5, 6, 7, 8])
        #expect(lines("item,rater,score\na,x,1\na,y,two\nb,x,3%\n") == [3, 4])
    }

    @Test func bytesThatAreNoTextAreRefusedInEveryColumn() throws {
        for column in ["item", "rater", "score", "criterion", "prompt", "model", "cluster"] {
            let header = ["item", "rater", "score", "criterion", "prompt", "model", "cluster"]
            let good = header.map { $0 == "score" ? "1" : "n" }
            var bytes = Array((header.joined(separator: ",") + "\n" + good.joined(separator: ",") + "\n").utf8)
            for (index, name) in header.enumerated() {
                bytes += index > 0 ? [0x2C] : []
                bytes += name == column ? [0xE9] : Array((name == "rater" ? "m" : good[index]).utf8)
            }
            let path = "\(folder.path)/latin.csv"
            try Data(bytes + [0x0A]).write(to: URL(filePath: path))
            #expect { try BareTable.read(path: path) } throws: { ($0 as? Mistakes)?.all.map(\.line) == [3] }
        }
    }

    @Test func namesKeepNoSpaceAroundThem() throws {
        let table = try table("item, rater, score, kind\na, x, 1, human\na , y, 2, judge\nb,x ,1,\n")
        #expect(table.items.all == ["a", "b"] && table.raters.all == ["x", "y"] && table.kinds == [.human, .judge])
    }

    @Test func unknownColumnsAreNamed() throws {
        #expect(
            try table("item,rater,score,promt,date\na,x,1,p,d\n").remarks == [
                "Not used: 'promt' (is it 'prompt'?), 'date'."
            ]
        )
    }

    @Test func aCorrectionARetractionAndAnOlderVersionAreNoSecondRating() throws {
        func record(
            _ rater: String,
            _ value: Double,
            kind: RaterKind = .human,
            version: String? = nil,
            outcome: RatingRecord.Outcome = .rated,
            supersedes: String? = nil,
            at: Int64 = 1
        ) -> RatingRecord {
            RatingRecord(
                study: "s",
                subject: .item(ItemID(rawValue: String(repeating: "0", count: 64))),
                prompt: "p",
                criterion: "overall",
                value: outcome == .rated ? value : nil,
                rater: rater,
                kind: kind,
                version: version,
                at: at,
                outcome: outcome,
                supersedes: supersedes
            )
        }
        let first = record("ana", 1)
        let ben = record("ben", 4)
        let records = [
            first, record("ana", 5, supersedes: first.id, at: 2), ben,
            record("ben", 0, outcome: .retracted, supersedes: ben.id, at: 3),
            record("gpt", 2, kind: .judge, version: "1"), record("gpt", 3, kind: .judge, version: "2"), record("cy", 2),
        ]
        let lines = records.map { String(decoding: $0.canonicalLine, as: UTF8.self) + "\n" }.joined()
        let table = try BareTable.read(path: try folder.write("r.jsonl", lines))
        let ratings = table.criteria[0]
        let read = ratings.raters.indices.map {
            "\(table.raters.all[Int(ratings.raters[$0])]) \(ratings.values[Int(ratings.scores[$0])])"
        }
        #expect(read.sorted() == ["ana 5.0", "cy 2.0", "gpt 3.0"])
        #expect(table.remarks.contains { $0.hasPrefix("4 records were corrected") })
        let changed = lines.replacing("\"value\":5", with: "\"value\":4")
        #expect(throws: Mistakes.self) { try BareTable.read(path: try folder.write("r.jsonl", changed)) }
    }
}

extension BareTableTests {
    /// Two whole numbers that are kept as one would agree.
    @Test func wholeNumbersThatWouldBeMergedAreRefused() throws {
        #expect(lines("item,rater,score\na,x,9007199254740993\na,y,9007199254740992\nb,x,9007199254740994\n") == [2])
        #expect(try values(["-9007199254740992", "100000000000000000000"]) == [-9_007_199_254_740_992, 1e20])
    }

    /// A table of a hundred thousand columns is read, and nobody reads all their names.
    @Test func ofVeryManyColumnsTheFirstAreNamed() throws {
        let names = (1...15).map { "c\($0)" }
        let table = try table(
            "item,rater,score,\(names.joined(separator: ","))\na,x,1\(String(repeating: ",", count: 15))\n"
        )
        let first = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
        #expect(table.remarks.contains("Not used: \(first) and 3 more."), "\(table.remarks)")
    }

    @Test func listedCategoriesAreNoScaleOfMetrics() throws {
        let rows = "item,rater,score,kind\na,x,1,\na,sim,0.589,metric\nb,x,2,\nb,sim,3,metric\nc,x,2,\nc,sim,,metric\n"
        for list in [["1", "2", "3"], ["3", "2", "1"]] {
            var choices = BareTable.Choices { _ in DeclaredScores(categories: list) }
            choices.listed = DeclaredScores.Listed([list])
            let ratings = try table(rows, choices).criteria[0]
            #expect(ratings.scores.map { ratings.values[Int($0)] } == [1, 0.589, 2, 3, 2])
            #expect(lines(rows + "d,x,0.5,\nd,sim,80%,metric\n", choices) == [8, 9])
        }
        let words = BareTable.Choices { _ in DeclaredScores(categories: ["bad", "good"]) }
        let ratings = try table("item,rater,score,kind\na,x,good,\na,sim,0.25,metric\nb,sim,2,metric\n", words)
            .criteria[0]
        #expect(ratings.scores.map { ratings.values[Int($0)] } == [1, 0.25, 2])
    }
}
