import Testing

@testable import Agreement

/// A reviewer's figures on ratings that are counted by hand, and both sides of what makes them noted.
struct ReviewerBoundTests {
    private func near(_ value: Double?, _ expected: Double, _ slack: Double = 1e-6) -> Bool {
        value.map { abs($0 - expected) < slack } ?? false
    }

    private func rating(
        _ place: Int,
        _ value: Double,
        by reviewer: String = "ana",
        _ purpose: ReviewerRating.Purpose = .blind,
        criterion: String = "s",
        isPair: Bool = false
    ) -> ReviewerRating {
        ReviewerRating(
            reviewer: reviewer,
            subject: "item \(place)",
            prompt: "prompt \(place)",
            criterion: criterion,
            value: value,
            isPair: isPair,
            purpose: purpose,
            order: place
        )
    }

    private func figure(
        _ check: String,
        _ ratings: [ReviewerRating],
        steps: [String: Double] = ["s": 1]
    ) throws -> ReviewerFigure {
        try #require(ReviewerQuality(of: "ana", among: ratings, steps: steps).figures.first { $0.check == check })
    }

    private func all(_ values: [Double], by reviewer: String = "ana", isPair: Bool = false) -> [ReviewerRating] {
        values.enumerated().map { rating($0, $1, by: reviewer, isPair: isPair) }
    }

    /// Nine showings of 1 to 9 seconds: the median is 5, and 1.96 · √9 / 2 ranks from it are the second and the eighth.
    @Test func paceIsTheMedianInSeconds() throws {
        func pace(_ count: Int) throws -> ReviewerFigure {
            let ratings = (0..<count).map { place in
                var one = rating(place, 3)
                one.milliseconds = Int64(1000 * (count - place))
                return one
            }
            return try figure("pace", ratings)
        }
        let nine = try pace(9).estimate
        #expect(nine.value == 5 && nine.low == 2 && nine.high == 8 && nine.itemCount == 9)
        let six = try pace(6)
        #expect(six.estimate.value == 4 && six.estimate.low == 1 && six.estimate.high == 6)
        #expect(!six.isNoted && six.words == "seconds a showing, median")
        #expect(try pace(5).words == "too few timed ratings" && pace(5).estimate.itemCount == 5)
    }

    /// Wilson's lower end for 4 of 10 is .17, for 5 of 10 it is .24.
    @Test(arguments: [(4, 10, false), (5, 10, true), (5, 5, nil), (6, 6, true)] as [(Int, Int, Bool?)])
    func aFifthThatIsTooFastIsNoted(fast: Int, timed: Int, isNoted: Bool?) throws {
        let ratings = (0..<10).map { place in
            var one = rating(place, 3)
            one.isTooFast = place < timed ? place < fast : nil
            return one
        }
        let found = try figure("too_fast", ratings)
        #expect(found.isNoted == (isNoted ?? false) && found.estimate.itemCount == timed)
        let words = "many ratings came faster than the texts can be read"
        #expect(found.words == (isNoted.map { $0 ? words : "reading time was taken" } ?? "too few timed ratings"))
    }

    private func scores(_ equal: Int, of count: Int) -> [Double] {
        (0..<count).map { $0 < equal ? 3 : Double(10 + $0) }
    }

    @Test(
        arguments: [
            (20, nil, true, "one score was given to nearly everything"),
            (19, nil, false, "nobody else to compare with"),
            (18, 10, true, "one score was given far more often than by others"),
            (15, 10, false, "scores vary as the others' do"),
            // Where the others give one score, too, it says nothing.
            (20, 20, false, "scores vary as the others' do"),
        ] as [(Int, Int?, Bool, String)]
    )
    func oneScoreIsHeldAgainstTheOthers(equal: Int, others: Int?, isNoted: Bool, words: String) throws {
        let ben = others.map { all(scores($0, of: 20), by: "ben") } ?? []
        // Nineteen scores are too few to be compared with.
        let found = try figure("same_score", all(scores(equal, of: 20)) + ben + all(scores(1, of: 19), by: "cleo"))
        #expect(found.isNoted == isNoted && found.words == words)
        #expect(found.estimate.value == Double(equal) / 20 && found.criterion == "s")
        #expect(near(found.estimate.low, wilson(share: Double(equal) / 20, count: 20).low))
    }

    @Test func nineteenScoresAreTooFew() throws {
        let found = try figure("same_score", all(scores(19, of: 19)))
        #expect(found.words == "too few scores" && found.estimate.itemCount == 19)
        #expect(try figure("same_score", all([1, -1], isPair: true)).words == "no scores")
    }

    /// Wilson's upper end for 2 of 10 is .51, for 3 of 10 it is .603.
    @Test(arguments: [(2, true), (3, false)])
    func whoSeesSixInTenOtherwiseIsNoted(equal: Int, isNoted: Bool) throws {
        let firsts = all((0..<10).map { _ in 3 })
        // A step more is the same, two are not; what was not rated before is nobody's repeat.
        let again = (0..<12).map { rating($0, $0 < equal ? 4 : 5, .repeat) }
        let found = try figure("self_agreement", firsts + again)
        #expect(found.estimate.value == Double(equal) / 10 && found.estimate.itemCount == 10)
        let words = isNoted ? "the same items were seen differently the second time" : "repeats agree"
        #expect(found.isNoted == isNoted && found.words == words)
        // Where a step is two points, all are the same.
        #expect(try figure("self_agreement", firsts + again, steps: ["s": 2]).estimate.value == 1)
        #expect(try figure("self_agreement", firsts).words == "no repeats")
    }

    @Test(arguments: [(2, true), (3, false)]) func goldIsHeldAgainstWhatIsKnown(equal: Int, isNoted: Bool) throws {
        let gold = (0..<11).map { place in
            var one = rating(place, place < equal ? 2 : 1, .gold)
            one.known = place < 10 ? 3 : nil
            return one
        }
        let found = try figure("gold", gold)
        #expect(found.estimate.value == Double(equal) / 10 && found.estimate.itemCount == 10)
        let words = isNoted ? "gold items were scored otherwise: go over the guidelines" : "gold items agree"
        #expect(found.isNoted == isNoted && found.words == words)
        #expect(try figure("gold", all([1, 2])).words == "no gold items")
    }

    /// Four checks win and lose alike; of five the one of the lowest score is beaten or equalled by all.
    @Test(
        arguments: [
            (4, 0.5, false, "too few to tell"),
            (5, 0.575, true, "degraded copies were not told from the rest (p 0.29)"),
        ]
    )
    func fiveAttentionChecksAreEnough(count: Int, value: Double, isNoted: Bool, words: String) throws {
        let whole = all((0..<40).map { Double(1 + $0 % 4) })
        let checks = (0..<count).map { rating(100 + $0, Double(1 + $0 % 4), .attention) }
        // Of another criterion and of pairs nothing is compared.
        let others = [rating(300, 9, .attention, criterion: "t"), rating(301, 9, criterion: "t")]
        let found = try figure("attention", whole + checks + others + all([9, 9], isPair: true))
        #expect(found.isNoted == isNoted && found.words == words && found.criterion == "s")
        #expect(found.estimate.itemCount == count && near(found.estimate.value, value))
        #expect(try figure("attention", whole).words == "no attention checks")
    }

    /// By hand: of four comparisons three and a half are won; ties of two take 6/12 of the variance's 5.
    @Test func superiorityIsTheShareOfComparisonsWon() throws {
        let test = try #require(MannWhitney(lower: [1, 2], upper: [2, 3]))
        #expect(test.superiority == 0.875 && near(test.p, normalUpperTail(1 / 1.5.squareRoot()), 1e-12))
        #expect(near(test.standardError, 0.207_707_393, 1e-8))
        let equal = try #require(MannWhitney(lower: [1], upper: [1]))
        #expect(equal.p == 1 && equal.superiority == 0.5)
        #expect(MannWhitney(lower: [], upper: [1]) == nil && MannWhitney(lower: [1], upper: []) == nil)
    }

    /// Of ten pairs: all on one side is .0044 by chance, nine .027 and clear in the interval, eight neither.
    @Test(
        arguments: [
            (10, true, "the left one is chosen more often than chance gives"),
            (9, false, "the left one is chosen more often than chance gives"), (8, false, "both sides alike"),
            (1, false, "the right one is chosen more often than chance gives"),
        ]
    )
    func aSideIsNotedAtItsLevelAndNamedByItsInterval(left: Int, isNoted: Bool, words: String) throws {
        let pairs = all((0..<13).map { $0 < 3 ? 0 : $0 < 3 + left ? 1 : -1 }, isPair: true)
        let found = try figure("position", pairs)
        #expect(found.estimate.value == Double(left) / 10 && found.estimate.itemCount == 10)
        #expect(found.isNoted == isNoted && found.words == words)
        let few = try figure("position", all((0..<9).map { _ in 1 }, isPair: true))
        #expect(few.words == "too few pairs" && few.estimate.itemCount == 9)
    }

    /// Who is a point above the others on every item, or below, or on one prompt alone.
    @Test func severityIsToldWhereItIsClear() throws {
        func severity(_ shift: Double, _ count: Int, onOnePrompt: Bool = false) throws -> ReviewerFigure {
            let others = ["ben", "cleo"].flatMap { all((0..<count).map { Double($0 % 3) }, by: $0) }
            var own = (0..<count).map { rating($0, Double($0 % 3) + shift) }
            if onOnePrompt { for place in own.indices { own[place].prompt = "p" } }
            return try figure("severity", own + others + [rating(99, 50)])
        }
        let end = "than the others; models are compared within each reviewer"
        let (milder, stricter) = (try severity(1, 10), try severity(-1, 10))
        #expect(milder.estimate.value == 1 && milder.words == "in points: milder \(end)" && milder.criterion == "s")
        #expect(stricter.estimate.value == -1 && stricter.words == "in points: stricter \(end)")
        #expect(try severity(0, 10).words == "in points: as the others")
        #expect(try severity(1, 10, onOnePrompt: true).words == "in points: as the others")
        let few = try severity(1, 9)
        #expect(few.words == "too few shared items" && few.estimate.itemCount == 9 && few.estimate.value == nil)
    }

    /// A choice of two is a share, whose differences end at ±1.
    @Test func whatIsChosenIsAShare() throws {
        let own = (0..<12).map { rating($0, $0 == 0 ? 0 : 1, criterion: "good") }
        let others = (0..<12).map { rating($0, 0, by: "ben", criterion: "good") }
        let found = try figure("severity", own + others)
        #expect(near(found.estimate.value, 11.0 / 12) && found.estimate.high == 1)
        #expect(found.words.hasPrefix("in share: milder"))
        #expect(try figure("severity", own + others, steps: ["good": 1]).words.hasPrefix("in points: milder"))
    }

    /// Texts of 100 and 200 characters by turns: the longer get `slope` more than others give them, ± .1 by turns.
    private func lengths(_ slope: Double, _ count: Int, longer: Int = 200) throws -> ReviewerFigure {
        let own = (0..<count + 3).map { place in
            let isLong = place % 2 == 1
            var one = rating(place, 3 + (isLong ? slope : 0) + (place % 4 < 2 ? 0.1 : -0.1))
            one.lengths = place < count ? [isLong ? longer : 100] : []
            return one
        }
        return try figure("length", own + all(own.map { _ in 3 }, by: "ben"))
    }

    @Test func aPreferenceForLengthIsOfADoubling() throws {
        let (longer, shorter) = (try lengths(1, 20), try lengths(-0.5, 20))
        #expect(near(longer.estimate.value, 1) && longer.isNoted && longer.estimate.itemCount == 20)
        #expect(longer.words == "in points a doubling: longer texts get more than the others give them")
        #expect(near(shorter.estimate.value, -0.5) && shorter.isNoted)
        #expect(shorter.words == "in points a doubling: shorter texts get more than the others give them")
        #expect(near(try lengths(1, 20, longer: 400).estimate.value, 0.5), "two doublings")
        let none = try lengths(0, 20)
        #expect(!none.isNoted && none.words == "in points a doubling: no preference")
        let end = "least squares, cluster-robust over 20 prompts, t with 19 degrees of freedom"
        #expect(longer.estimate.method == end)
        #expect(try lengths(1, 19).words == "too few shared items" && lengths(1, 19).estimate.itemCount == 19)
        #expect(try lengths(1, 20, longer: 100).words == "all texts are of one length")
        // A fifth of a doubling is a spread of .103, a little less is none.
        #expect(try lengths(1, 20, longer: 115).estimate.value != nil)
        #expect(try lengths(1, 20, longer: 114).words == "the texts are nearly of one length")
    }

    private func guesses(_ counts: [[Int]]) -> [ReviewerFigure] {
        let kinds = ["a", "b"]
        var guesses: [(kind: String, guessed: String?)] = [("c", "a"), ("c", nil)]
        for (row, cells) in counts.enumerated() {
            for (place, count) in cells.enumerated() {
                let guessed: String? = place < 2 ? kinds[place] : "c"
                guesses += [(kind: String, guessed: String?)](repeating: (kinds[row], guessed), count: count)
            }
        }
        return BlindingIndex(guesses, kinds: kinds).figures(IntervalOptions(resamples: 200))
    }

    /// Ten guesses are enough; a kind that is no kind is not counted, and guessed it is no guess.
    @Test func whatGuessesAreCalled() {
        let told = guesses([[10, 0, 0], [0, 9, 0]])
        #expect(told.map(\.check) == ["blinding.james", "blinding.bang.a", "blinding.bang.b"])
        #expect(told.map(\.isNoted) == [true, true, false] && told.map(\.estimate.itemCount) == [19, 10, 9])
        #expect(
            told.map(\.words) == [
                "the kind of model could be told: see 'slam leaks'", "guessed right more often than by chance",
                "too few guesses",
            ]
        )
        let even = guesses([[5, 5, 0], [5, 5, 2]])
        #expect(even.map(\.words) == [String](repeating: "not told better than by chance", count: 3))
        #expect(even.map(\.isNoted) == [false, false, false] && even[2].estimate.itemCount == 12)
        #expect(even[2].estimate.value == 0)
        let withheld = BlindingIndex.withheld(count: 7)
        #expect(withheld.estimate.itemCount == 7 && withheld.estimate.undefined == "withheld until 'slam unblind'")
        #expect(BlindingIndex([("a", "a")], kinds: ["a"]).bang("a").value == nil, "one kind cannot be told")
    }

    /// 8 right, 2 wrong and 10 undecided: .4 − .1, with a variance of .4 + .1 − .09.
    @Test func bangsIntervalIsMultinomial() {
        let index = BlindingIndex(
            [(kind: String, guessed: String?)](repeating: ("a", "a"), count: 8)
                + [(kind: String, guessed: String?)](repeating: ("a", "b"), count: 2)
                + [(kind: String, guessed: String?)](repeating: ("a", nil), count: 10),
            kinds: ["a", "b"]
        )
        let half = 1.644_853_627 * (0.41 / 20).squareRoot()
        let found = index.bang("a", confidence: 0.9)
        #expect(near(found.value, 0.3) && near(found.low, 0.3 - half) && near(found.high, 0.3 + half))
    }
}
