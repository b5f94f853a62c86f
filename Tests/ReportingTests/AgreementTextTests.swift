import Studies
import Testing

@testable import Agreement
@testable import Reporting

/// What is said of agreement, and what by letter is not.
struct AgreementTextTests {
    private static let options = IntervalOptions(resamples: 0)

    /// Each rater's scores of the items in turn; nil where there is none.
    private static func table(
        _ raters: [(name: String, kind: Agreement.RaterKind, scores: [Double?])],
        categories: [Double]? = nil
    ) throws -> RatingTable {
        try RatingTable(
            items: (0..<(raters.first?.scores.count ?? 0)).map { "i\($0)" },
            raters: raters.map { ($0.name, $0.kind) },
            scores: raters.enumerated().flatMap { rater, own in
                own.scores.enumerated().compactMap { item, score in
                    score.map { RatingTable.Score(item: item, rater: rater, value: $0) }
                }
            },
            categories: categories,
            areCategoriesDeclared: categories != nil
        )
    }

    private static func document(_ criterion: AgreementDocument.Criterion) -> AgreementDocument {
        AgreementDocument(source: "s", options: options, criteria: [criterion])
    }

    private static func said(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Thirty yes and no of two people who differ on two items: on those that one of them calls no, or of as many as not.
    private static func twoPeople(rare: Bool, options: IntervalOptions = Self.options) throws
        -> AgreementDocument.Criterion
    {
        let ana = (0..<30).map { rare ? ($0 == 0 ? 0.0 : 1) : Double($0 % 2) }
        var ben = ana
        (ben[0], ben[1]) = (1 - ana[0], 1 - ana[1])
        let table = try table([("ana", .human, ana), ("ben", .human, ben)], categories: [0, 1])
        let report = CriterionReport(criterion: "send", level: .nominal, table: table, options: options)
        var criterion = AgreementDocument.Criterion(report: report, levelSource: "declared")
        criterion.diagnostics = AgreementDiagnostics(table, report: report, independent: nil, options: options)
        return criterion
    }

    @Test func prevalenceIsToldOfWhereChanceAgreesAsOften() throws {
        let (rare, even) = (try Self.twoPeople(rare: true), try Self.twoPeople(rare: false))
        let alone = Self.said(Self.document(rare).plainWords)
        #expect(alone.contains("0.933 of the pairs of ratings are equal all the same"), "\(alone)")
        #expect(Self.said(rare.remarks.joined()).contains("Prevalence: 93.3 % of the pairs of ratings are equal"))
        #expect(rare.remarks.contains { $0.hasPrefix("ana and ben agree on 93 % of the items and kappa is -0.034") })
        #expect(!Self.said(Self.document(even).plainWords).contains("all the same"))
        #expect(even.remarks.isEmpty, "\(even.remarks)")
    }

    @Test func prevalenceAndBiasHaveIntervals() throws {
        let options = IntervalOptions(resamples: 20)
        let criterion = try Self.twoPeople(rare: true, options: options)
        let document = AgreementDocument(source: "s", options: options, criteria: [criterion])
        let json = try JSONValue(parsing: document.written(as: .json))
        let balance = try #require(json["criteria"]?.array?.first?["diagnostics"]?["balance"]?.array?.first)
        for name in ["prevalence_index", "bias_index", "adjusted_kappa"] {
            let ends = ["_low", "", "_high"].compactMap { balance[name + $0]?.number }
            #expect(ends.count == 3 && ends == ends.sorted() && ends[0] < ends[2], "\(name): \(ends)")
            #expect(balance["\(name)_method"]?.string?.contains("effective items") == true)
            #expect(balance["\(name)_undefined"] == .null)
        }
        let text = document.written(as: .markdown)
        #expect(text.contains("| adjusted kappa | interval | prevalence | interval | bias | interval |"), "\(text)")
        let dashes = Self.document(try Self.twoPeople(rare: true)).written(as: .markdown)
        #expect(dashes.contains("| adjusted kappa | prevalence | bias |"), "\(dashes)")
    }

    /// A judge beside the reach of one person, which is .5.
    @Test(arguments: [
        (0.6, 0.55, 0.7, "which lies below its interval: it is closer to the consensus than one person is, not better"),
        (0.6, 0.45, 0.7, "which lies within its interval"), (0.4, 0.3, 0.48, "which lies above its interval"),
    ])
    func whereAPersonsReachLiesIsSaid(value: Double, low: Double, high: Double, words: String) throws {
        let scores: [Double] = [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]
        let table = try Self.table([
            ("ana", .human, scores), ("ben", .human, Array(scores.reversed())), ("gpt", .judge, scores),
        ])
        var report = CriterionReport(criterion: "overall", level: .ordinal, table: table, options: Self.options)
        let own = try #require(report.automatic.first)
        var ceiling = own.humanCeiling
        ceiling.personSpearman = Estimate(value: 0.5, itemCount: 10, ratingCount: 10)
        ceiling.judgeSpearman = Estimate(value: value, itemCount: 10, ratingCount: 10)
        (ceiling.judgeSpearman.low, ceiling.judgeSpearman.high) = (low, high)
        let known = try CriterionReport.Automatic(
            rater: own.rater,
            kind: own.kind,
            itemCount: own.itemCount,
            withoutMajorityCount: 0,
            measures: CriterionReport(
                criterion: "overall",
                level: .ordinal,
                table: Self.table([("ana", .human, scores), ("gpt", .judge, scores)]),
                options: Self.options
            ).automatic[0].measures,
            ceiling: own.ceiling,
            humanCeiling: ceiling
        )
        report.automatic = [known]
        let criterion = AgreementDocument.Criterion(report: report, levelSource: "declared")
        let text = Self.said(Self.document(criterion).plainWords)
        #expect(text.contains("where a person reaches 0.500 –, \(words)."), "\(text)")
    }

    @Test func whatWasGuessedObservedOrUnparsedIsSaid() throws {
        let scores: [Double] = [1, 2, 3, 1, 2, 3]
        func criterion(_ source: String, _ categories: [Double]?) throws -> AgreementDocument.Criterion {
            let table = try Self.table(
                [("ana", .human, scores), ("ben", .human, scores), ("gpt", .judge, scores)],
                categories: categories
            )
            let report = CriterionReport(criterion: "overall", level: .ordinal, table: table, options: Self.options)
            return AgreementDocument.Criterion(report: report, levelSource: source, unparsed: ["gpt": 3, "other": 9])
        }
        let guessed = Self.document(try criterion("guessed", nil))
        #expect(guessed.written(as: .table).contains("overall (ordinal, guessed: declare it with --level)"))
        let json = try #require(guessed.json["criteria"]?.array?.first)
        #expect(json["categories_source"]?.string == "observed" && json["level_source"]?.string == "guessed")
        #expect(json["automatic"]?.array?.first?["unparsed"]?.number == 3)
        let declared = Self.document(try criterion("declared", [1, 2, 3, 4]))
        #expect(declared.written(as: .table).contains("overall (ordinal): 6 items"))
        #expect(declared.json["criteria"]?.array?.first?["categories_source"]?.string == "declared")
    }

    /// Ana's scores go down and Ben's across: four times she says bad where he says fair.
    @Test func aTableOfConfusionsNamesItsRows() throws {
        let table = try Self.table(
            [("ana", .human, [0, 0, 0, 0, 0, 1, 2]), ("ben", .human, [1, 1, 1, 1, 0, 1, 1])],
            categories: [0, 1, 2]
        )
        let report = CriterionReport(
            criterion: "c",
            level: .ordinal,
            table: table,
            options: Self.options,
            choices: .init(keepsCounts: true)
        )
        let criterion = AgreementDocument.Criterion(
            report: report,
            levelSource: "declared",
            words: ["bad", "fair", "good"]
        )
        let tables = criterion.countTables
        #expect(tables.count == 2)
        #expect(tables[0].rows.map { $0.map(\.text) } == [["ana", "5", "1", "1"], ["ben", "1", "6", "0"]])
        #expect(
            tables[1].rows.map { $0.map(\.text) } == [
                ["bad", "1", "4", "0"], ["fair", "0", "1", "0"], ["good", "0", "1", "0"],
            ]
        )
        #expect(tables[1].columns.map(\.title) == ["ana ↓  ben →", "bad", "fair", "good"])
    }

    @Test func figuresOfTheCompleteItemsAloneSaySo() throws {
        func remarks(_ count: Int, of rated: Int) throws -> String {
            var criterion = try Self.twoPeople(rare: false)
            criterion.report.completeItems = .init(count: count, ratedCount: rated, personCount: 3)
            return criterion.remarks.joined()
        }
        #expect(try remarks(3, of: 4) == "Figures of all people rest on the 3 of 4 items that all 3 scored.")
        #expect(try remarks(4, of: 4) == "" && remarks(0, of: 4) == "")
    }

    /// Three people, a judge and a metric, and the same under a letter.
    private static func lettered(hidesCounts: Bool) throws -> AgreementDocument.Criterion {
        let scores: [Double] = [1, 2, 3, 4, 5, 1, 2, 3]
        let table = try table([
            ("ana", .human, scores), ("ben", .human, [1, 2, 3, 4, 4, 1, 2, 3]),
            ("cleo", .human, [2, 2, 3, 4, 5, 1, 2, 3]), ("gpt", .judge, scores),
            ("sim", .metric, scores.map { $0 / 10 }),
        ])
        let report = CriterionReport(criterion: "overall", level: .ordinal, table: table, options: options)
        var criterion = AgreementDocument.Criterion(report: report, levelSource: "declared")
        criterion.split = ("model", [.init(name: "A", report: report, hidesCounts: hidesCounts)])
        criterion.diagnostics = AgreementDiagnostics(table, report: report, independent: nil)
        return criterion
    }

    @Test func aLettersFiguresHaveNoCountAndNoMetric() throws {
        let (open, hidden) = (try Self.lettered(hidesCounts: false), try Self.lettered(hidesCounts: true))
        #expect(Self.document(open).written(as: .csv).contains("model: A"))
        #expect(!Self.document(hidden).written(as: .csv).contains("model: A"))
        func group(_ criterion: AgreementDocument.Criterion) throws -> JSONValue {
            try #require(criterion.split?.groups.first?.json)
        }
        #expect(try group(open)["n_items"]?.number == 8 && group(open)["automatic"]?.array?.count == 2)
        let shown = try group(hidden)
        #expect(shown["n_items"] == nil && shown["n_ratings"] == nil)
        #expect(shown["automatic"]?.array?.compactMap { $0["rater"]?.string } == ["gpt"])
        let percent = try #require(shown["measures"]?["percent_agreement"])
        #expect(percent["value"]?.number != nil && percent.members?.map(\.0) == ["value", "low", "high"])
        let table = try #require(hidden.further(confidence: "95").first?.table)
        #expect(table.rows.allSatisfy { $0[6] == .unknown } && !table.rows.contains { $0[1].text.contains("sim") })
        let counted = try #require(open.further(confidence: "95").first?.table)
        #expect(counted.rows.allSatisfy { $0[6] == .count(8) } && counted.rows.contains { $0[1].text.contains("sim") })
    }

    @Test func eachPairOfPeopleStandsOnceAndEachCellTwice() throws {
        let criterion = try Self.lettered(hidesCounts: false)
        let diagnostics = try #require(criterion.diagnostics)
        #expect(diagnostics.balances.map { "\($0.a)-\($0.b)" } == ["ana-ben", "ana-cleo", "ben-cleo"])
        let matrix = try #require(
            diagnostics.tables(criterion).first { $0.title.hasPrefix("Every pair of raters") }?.table
        )
        #expect(matrix.columns.map(\.key) == ["rater", "ana", "ben", "cleo", "gpt", "sim"])
        for row in 0..<5 {
            for column in 0..<5 where row != column {
                #expect(matrix.rows[row][column + 1] == matrix.rows[column][row + 1])
                #expect(matrix.rows[row][column + 1] != .unknown, "\(row) \(column)")
            }
        }
    }
}
