import Studies
import Testing

@testable import Ratings

/// What names, words and numbers of a file mean, and which rows of it count as one.
struct NameRuleTests {
    private static let scale = Criterion(
        name: "overall",
        question: "?",
        level: .ordinal,
        form: .scale(Scale(min: 1, max: 5, step: 1, anchors: [.init(point: 4, label: "Good")]))
    )
    private static let send = Criterion(name: "send", question: "?", level: .nominal, form: .accept)
    private static let better = Criterion(
        name: "better",
        question: "?",
        level: .nominal,
        form: .pairwise(tie: true, bothBad: true)
    )

    private func names(_ criteria: [Criterion]) -> ImportNames {
        let served = [("large", "L/1"), ("small", "S"), ("tiny", "S"), ("a", "b"), ("b", "c")]
        return ImportNames(
            Study(name: "s", models: served.map { Model(name: $0, endpoint: "e", model: $1) }, criteria: criteria)
        )
    }

    /// What a server calls a model is that model where it is one model's, and no model's own name.
    @Test(
        arguments: [
            ("L/1", nil, "large"), ("S", nil, "S"), ("large", nil, "large"), ("x", nil, "x"), ("b", nil, "b"),
            ("c", nil, "b"),
            ("x y", "large", "large"), ("x y", "z", "x y"), ("small", "large", "small"), ("L/1", "small", "large"),
        ] as [(String, String?, String)]
    )
    func aModelIsFoundByItsNames(written: String, plain: String?, name: String) {
        #expect(names([]).model(written, or: plain) == name)
    }

    @Test func aTableWithoutACriterionIsOfTheOnlyOne() {
        #expect(names([Self.scale]).onlyCriterion == "overall")
        #expect(names([Self.scale, Self.send]).onlyCriterion == nil && names([]).onlyCriterion == nil)
    }

    @Test(arguments: [("accept", 1.0), ("YES", 1), ("true", 1), ("reject", 0), ("no", 0), ("False", 0)])
    func aWordOfYesOrNoIsItsNumber(word: String, value: Double) throws {
        let names = names([Self.send, Self.scale])
        #expect(try names.value(ofWord: word, on: "send") == value && names.value(ofWord: word, on: "other") == value)
    }

    @Test(arguments: [
        ("maybe", "send", "the score 'maybe' of 'send': write yes or no, or 1 or 0"),
        ("maybe", "other", "the score 'maybe' is no number, nor accept or reject"),
        ("yes", "overall", "the score 'yes' is no number: 'overall' is rated from 1 to 5"),
        ("yes", "better", "the score 'yes' is no number, and 'better' compares responses: see 'slam files'"),
    ])
    func whatMayBeWrittenIsSaid(word: String, criterion: String, words: String) throws {
        let names = names([Self.scale, Self.send, Self.better])
        #expect { try names.value(ofWord: word, on: criterion) } throws: { "\($0)" == words }
        #expect(try names.value(ofWord: "GOOD", on: "overall") == 4)
    }

    @Test(arguments: [
        ("1,5", "2.5", "'2.5' has a decimal point, line 3 a decimal comma: write one kind"),
        ("1.5", "2,5", "'2,5' has a decimal comma, line 3 a decimal point: write one kind"),
    ])
    func aFileKeepsToOneKindOfDecimals(first: String, second: String, words: String) throws {
        var either = Decimals(.point, mayBeEither: true)
        #expect(try either.read(first, line: 3).value == 1.5 && either.read("7", line: 4).value == 7)
        #expect(try either.read(first, line: 5).value == 1.5)
        #expect { try either.read(second, line: 6) } throws: { "\($0)" == words }
        // Of a word nothing is learnt, and of a file that says its kind neither.
        var learning = Decimals(.point, mayBeEither: true)
        #expect(try learning.read("a,b", line: 1).value == nil && learning.read("1.5", line: 2).value == 1.5)
        var point = Decimals(.point, mayBeEither: false)
        #expect(try point.read("1,5", line: 1).value == nil && point.read("2.5", line: 2).value == 2.5)
    }

    @Test func clustersThatShareAPromptBearTheFirstName() throws {
        #expect(ClusterUnits(clusters: [], clusterNumbers: [], prompts: ["p"], promptNumbers: [0]) == nil)
        let bare = try #require(
            ClusterUnits(clusters: ["b", "a"], clusterNumbers: [0, 1, -1], prompts: [], promptNumbers: [])
        )
        #expect(bare.names == ["b", "a"] && bare.numbers == [0, 1, -1] && !bare.areJoined)
        let shared = try #require(
            ClusterUnits(
                clusters: ["b", "a", "c"],
                clusterNumbers: [0, 1, 2, 2],
                prompts: ["p", "q", "r"],
                promptNumbers: [0, 0, 1, 2]
            )
        )
        #expect(shared.numbers == [1, 1, 2, 2] && shared.areJoined)
        // A row without a cluster is in that of its prompt.
        let lacking = try #require(
            ClusterUnits(clusters: ["c"], clusterNumbers: [0, 0, -1], prompts: ["p", "q"], promptNumbers: [0, 1, 0])
        )
        #expect(lacking.numbers == [0, 0, 0] && !lacking.areJoined)
        let alike = ClusterUnits(
            clusters: ["a", "b"],
            clusterNumbers: [0, 1],
            prompts: ["p", "q"],
            promptNumbers: [0, 1]
        )
        #expect(alike?.numbers == [0, 1], "clusters that are prompts are the units")
        // Each text a cluster of its own: the prompt stays the unit.
        let finer = ClusterUnits(
            clusters: ["a", "b", "c"],
            clusterNumbers: [0, 1, 2],
            prompts: ["p", "q"],
            promptNumbers: [0, 0, 1]
        )
        #expect(finer == nil)
    }

    /// How many names each figure of a gate takes.
    @Test(arguments: [
        ("alpha", [1]), ("stale", [0]), ("labels", [0, 1]), ("prompts", [0, 1]), ("agreement", [1, 2]),
        ("spearman", [1, 2]), ("unparsed", [1, 2]), ("mean", [1, 2]), ("corrected", [2, 3]),
    ])
    func aFigureTakesSoManyNames(figure: String, counts: [Int]) {
        for count in 0...4 {
            let names = (0..<count).map { "n\($0)" }.joined(separator: ",")
            let isTaken = (try? Requirement(parsing: "\(figure)(\(names)) > 1")) != nil
            #expect(isTaken == counts.contains(count), "\(figure) of \(count)")
        }
    }

    @Test func ofARequirementThePartAndTheSignAreRead() throws {
        for part in Requirement.Part.allCases {
            #expect(try Requirement(parsing: "alpha(a).\(part.rawValue)>.5").part == part)
        }
        #expect(try Requirement(parsing: "alpha(a) > .5").part == nil)
        #expect(Requirement.Comparison.allCases.filter(\.isUpwards) == [.atLeast, .above])
        #expect(Requirement.Figure.allCases.filter(\.isVerdict) == [.noninferior, .replace])
        #expect(throws: RatingsError.self) { try Requirement(parsing: "alpha(a) > nan") }
    }

    @Test func aNoteIsOfItsCriterionOrOfAll() {
        let one = RatingNote.unrated(criterion: "a")
        #expect(one.isOf(["a", "b"]) && !one.isOf(["b"]) && RatingNote.letters.isOf([]))
        #expect(RatingNote.without(rater: "r", criterion: "a", outcome: .bothBad, count: 1).criterion == "a")
        let stale = RatingNote.stale(.version, criterion: "a", rater: "j", count: 1)
        #expect(stale.isStale && !one.isStale && stale.criterion == "a" && !stale.isOfEdits && !stale.isOfTable)
        #expect(RatingNote.edited(.init()).isOfEdits && RatingNote.unreadableFiles.isOfEdits && !one.isOfEdits)
        let table: [RatingNote] = [
            .noScores, .missingScores(count: 1), .otherPhase(count: 1, than: .blind), .remark("x"),
        ]
        #expect(table.allSatisfy { $0.isOfTable && !$0.isWithheld } && !RatingNote.letters.isOfTable)
        let withheld: [RatingNote] = [
            .withheldByName(count: 1), .withheldCriterion(criterion: "a"), .withheldMetric(rater: "m"),
            .withheldLetters(prompts: 1), .withheldLettersByName, .withheldModels(count: 1), .heldLetters(count: 1),
        ]
        #expect(withheld.allSatisfy(\.isWithheld) && !RatingNote.letters.isWithheld)
        #expect(withheld.map(\.criterion) == [nil, "a", nil, nil, nil, nil, nil])
        #expect(RatingNote.Outcome.bothBad.words == "both bad" && RatingNote.Outcome.other(.skipped).words == "skipped")
    }
}
