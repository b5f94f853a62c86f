import Fixtures
import Testing

@testable import Studies

/// What an export of ratings says where it is read as a table, and what becomes of odd rows.
struct RecordTableTests {
    private let folder: TemporaryFolder
    private let a = ItemID(rawValue: String(repeating: "a", count: 64))
    private let b = ItemID(rawValue: String(repeating: "b", count: 64))
    private let c = ItemID(rawValue: String(repeating: "c", count: 64))

    init() throws { folder = try TemporaryFolder() }

    private func record(
        _ subject: RatingSubject,
        _ value: Double?,
        by rater: String = "ana",
        on criterion: String = "c",
        _ change: (inout RatingRecord) -> Void = { _ in }
    ) -> RatingRecord {
        var record = RatingRecord(
            study: "s",
            subject: subject,
            prompt: "p",
            criterion: criterion,
            value: value,
            rater: rater,
            kind: rater.hasPrefix("gpt") ? .judge : .human
        )
        change(&record)
        return record
    }

    private func lines(_ records: [RatingRecord], _ more: (RatingRecord) -> [(String, JSONValue)] = { _ in [] })
        -> String
    {
        records.map { JSONValue.object(($0.json.members ?? []) + more($0)).canonicalText + "\n" }.joined()
    }

    private func table(_ records: [RatingRecord], _ choices: BareTable.Choices = .init()) throws -> BareTable {
        try BareTable.read(path: folder.write("r.jsonl", lines(records)), choices: choices)
    }

    /// Each figure's rating as `rater value`.
    private func read(_ table: BareTable) -> [String] {
        table.criteria.flatMap { ratings in
            ratings.raters.indices.map {
                "\(table.raters.all[Int(ratings.raters[$0])]) \(ratings.values[Int(ratings.scores[$0])])"
            }
        }
    }

    /// A judge's samples of one item: their mean, where more than half of them were understood.
    @Test func halfOfAJudgesSamplesAreTooFew() throws {
        func samples(_ values: [Double?]) throws -> BareTable {
            let records = values.enumerated().map { number, value in
                record(.item(a), value, by: "gpt") {
                    ($0.sample, $0.outcome) = (number + 1, value == nil ? .unparsed : .rated)
                }
            }
            return try table(records + [record(.item(a), 1)])
        }
        #expect(try read(samples([2, 5])) == ["gpt 3.5", "ana 1.0"])
        #expect(try read(samples([2, 5, nil])) == ["gpt 3.5", "ana 1.0"])
        let half = try samples([2, nil])
        #expect(read(half) == ["ana 1.0"])
        #expect(half.remarks.contains("gpt on 'c': unparsed 1 times, in no figure."), "\(half.remarks)")
    }

    /// Verdicts on pairs are words: more than half of them have to say the same.
    @Test func halfOfTheVotesAreNoMajority() throws {
        func votes(_ values: [Double]) throws -> BareTable {
            try table(
                values.enumerated().map { number, value in
                    record(.pair(PairID(a, b)), value, by: "gpt") { $0.sample = number + 1 }
                } + [record(.pair(PairID(a, b)), 1)]
            )
        }
        #expect(try read(votes([-1, 1, -1])) == ["gpt -1.0", "ana 1.0"])
        let split = try votes([-1, 1])
        #expect(read(split) == ["ana 1.0"])
        #expect(split.remarks.contains("gpt on 'c': inconsistent 1 times, in no figure."), "\(split.remarks)")
    }

    /// Both orders have to be there and to agree; what one of them lacks is the reason.
    @Test func aJudgeIsReadFromBothOrders() throws {
        let version = String(repeating: "1", count: 64)
        func orders(_ values: [(RatingRecord.Side, Double?)], version: String?) throws -> BareTable {
            try table(
                values.map { side, value in
                    record(.pair(PairID(a, b)), value, by: "gpt") {
                        ($0.side, $0.version, $0.outcome) = (side, version, value == nil ? .refused : .rated)
                    }
                } + [record(.pair(PairID(a, b)), 1)]
            )
        }
        #expect(try read(orders([(.first, -1), (.second, -1)], version: version)) == ["gpt -1.0", "ana 1.0"])
        let torn = try orders([(.first, -1), (.second, 1)], version: version)
        #expect(read(torn) == ["ana 1.0"] && torn.remarks.contains("gpt on 'c': inconsistent 1 times, in no figure."))
        let refused = try orders([(.first, -1), (.second, nil)], version: version)
        #expect(read(refused) == ["ana 1.0"])
        #expect(refused.remarks.contains("gpt on 'c': refused 1 times, in no figure."), "\(refused.remarks)")
        // One order alone is no verdict of ours, and is one of another tool's.
        #expect(try read(orders([(.first, -1)], version: version)) == ["ana 1.0"])
        #expect(try read(orders([(.first, -1)], version: "v2")) == ["gpt -1.0", "ana 1.0"])
    }

    @Test func whatIsOfAnotherPhaseOrSkippedIsCountedApart() throws {
        let records = [
            record(.item(a), 4), record(.item(b), 2) { $0.phase = .gold },
            record(.item(c), nil) { $0.outcome = .skipped }, record(.item(b), 5, by: "ben"),
        ]
        let blind = try table(records)
        #expect(read(blind) == ["ana 4.0", "ben 5.0"] && blind.otherPhaseCount == 1)
        #expect(blind.remarks.contains { $0.hasPrefix("1 records were corrected, retracted, skipped") })
        let gold = try table(records, .init(phase: .gold))
        #expect(read(gold) == ["ana 2.0"] && gold.otherPhaseCount == 3)
    }

    @Test func bothBadOfAnExportIsATie() throws {
        let bad = record(.pair(PairID(a, b)), nil) { $0.label = "both_bad" }
        let read = try table([bad, record(.pair(PairID(a, c)), 1)])
        #expect(self.read(read) == ["ana 0.0", "ana 1.0"] && read.criteria[0].isOfPairs)
        #expect(read.remarks.contains("ana on 'c': both bad 1 times, counted as ties."), "\(read.remarks)")
        // Of one text it is no value.
        let single = record(.item(a), nil)
        let none = try table([single, record(.item(b), 1)])
        #expect(self.read(none) == ["ana 1.0"] && none.remarks == ["ana on 'c': no value 1 times, in no figure."])
    }

    /// The smaller rank is the better one; a text that several models gave is of each of them, and nothing of itself.
    @Test func rankingsAndSharedTextsOfAnExportAreComparisons() throws {
        let set = SetID([a, b, c])
        let models = [a: "m;n", b: "o", c: "n"]
        let ranks = [(a, 2.0), (b, 1), (c, 2)].map { record(.member($0.0, of: set), $0.1) }
        let text = lines(ranks) { record in
            [("model", .string(models[record.subject.items[0]] ?? ""))]
        }
        let read = try ComparisonFile.read(path: folder.write("e.jsonl", text))
        let found = read.rows.map {
            "\(read.players.all[Int($0.left)]) \($0.winner.rawValue) \(read.players.all[Int($0.right)])"
        }
        #expect(found.sorted() == ["m right o", "m tie n", "n right o", "o left n"], "\(found)")
        let pair = lines([record(.pair(PairID(a, b)), -1)]) { _ in
            [("model", .string("m")), ("second_model", .string("m;o"))]
        }
        let other = try ComparisonFile.read(path: folder.write("p.jsonl", pair))
        #expect(other.rows.map(\.winner) == [.right] && other.players.all == ["m", "o"])
    }
}

/// Rows of tables that were not exported by this program.
extension RecordTableTests {
    private func told(_ text: String, _ choices: BareTable.Choices = .init()) -> String {
        do {
            _ = try BareTable.read(path: folder.write("t.csv", text), choices: choices)
            return ""
        } catch { return "\(error)" }
    }

    @Test func aRaterIsOfOneKindAndACriterionOfOneForm() {
        let kinds = told("item,rater,score,kind\na,x,1,human\nb,x,1,judge\nc,x,2,\n")
        #expect(kinds.hasSuffix("t.csv:3: 'x' is human on an earlier line: give one kind"), "\(kinds)")
        let forms = told("item,rater,score,model_a,model_b\na,x,left,m,n\nb,x,2,,\n")
        #expect(forms.contains("t.csv:3: 'score' has both single texts and pairs"), "\(forms)")
        let twice = told("item,rater,score\na,x,1\na,x,1\n")
        #expect(twice.contains("t.csv:3: 'x' scored 'a' on an earlier line: keep one"), "\(twice)")
    }

    @Test func pairsOfOneModelAreCountedOnce() throws {
        let text = "item,rater,score,model_a,model_b\ni,x,left,m,m\ni,y,right,m,m\nj,x,left,m,m\nj,y,left,m,n\n"
        let read = try BareTable.read(path: folder.write("t.csv", text))
        #expect(read.remarks.contains { $0.hasPrefix("2 pairs are of two texts of one model") }, "\(read.remarks)")
    }

    /// Whichever side the winner stood on.
    @Test func theWinnerIsTheOneThatTheRowNames() throws {
        let rows = ["i,x,left,n,m", "j,x,right,n,m", "k,x,n,n,m", "l,x,left,m,n", "o,x,both_bad,n,m", "q,x,tie,m,n"]
        let text = "item,rater,score,model_a,model_b\n" + rows.joined(separator: "\n") + "\n"
        let read = try BareTable.read(path: folder.write("t.csv", text))
        let ratings = read.criteria[0]
        // 1 is for the first of the two names, 'm'.
        #expect(ratings.scores.map { ratings.values[Int($0)] } == [-1, 1, -1, 1, 0, 0])
        #expect(read.bothBadCount == 1 && read.sideNames.all == ["m", "n"])
    }

    @Test func theColumnThatIsNamedComesBeforeTheUsualOne() throws {
        let path = try folder.write("t.csv", "item,rater,rating,Quality Score\na,x,1,5\n")
        #expect(try BareTable.read(path: path).criteria[0].values == [1])
        let named = try BareTable.read(path: path, choices: .init(map: ["score=quality score"]))
        #expect(named.criteria[0].values == [5] && named.remarks == ["Not used: 'rating'."])
    }

    /// A number that only one of several criteria lists is looked at again by each.
    @Test func listedNumbersAreThoseOfEveryList() {
        let listed = DeclaredScores.Listed([["1", "2", "3"], ["2", "3", "4"]])
        #expect([1, 2, 3, 4].map(listed.holds) == [false, true, true, false])
        #expect(DeclaredScores.Listed().holds(7))
        var choices = BareTable.Choices { DeclaredScores(categories: $0 == "one" ? ["1", "2"] : ["2", "3"]) }
        choices.listed = .init([["1", "2"], ["2", "3"]])
        let text = "item,rater,criterion,score\na,x,one,1\na,x,two,3\nb,x,one,3\nb,x,two,1\nc,x,one,2\n"
        let lines = told(text, choices).split(separator: "\n").compactMap { $0.firstMatch(of: /csv:(\d+):/)?.1 }
        #expect(lines == ["4", "5"])
    }

    @Test func wordsForNoScoreAreMissingAndTheRarerDecimalIsTheMistake() throws {
        let text = "item;rater;score\na;x;1\nb;x;n/a\nc;x;\nd;x;NaN\n"
        #expect(try BareTable.read(path: folder.write("t.csv", text)).missingCount == 3)
        let points = told("item;rater;score\na;x;3.5\nb;x;2.5\nc;x;1,5\n")
        #expect(points.contains("t.csv:4: '1,5' has a decimal comma, other scores a decimal point"), "\(points)")
        let commas = told("item;rater;score\na;x;3,5\nb;x;2.5\nc;x;1,5\n")
        #expect(commas.contains("t.csv:3: '2.5' has a decimal point, other scores a decimal comma"), "\(commas)")
    }

    @Test func anItemHasOnePromptWhateverNamesIt() {
        let told = told("item,rater,score,prompt,model\na,x,1,p,m\na,y,1,,m\na,z,1,q,m\nb,x,1,p,n\nb,y,1,p,m\n")
        #expect(
            told.contains("t.csv:4: the item 'a' has another prompt")
                && told.contains("t.csv:6: the item 'b' has another model")
        )
        #expect(told.split(separator: "\n").count == 2, "\(told)")
    }
}
