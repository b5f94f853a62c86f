import Fixtures
import Planning
import Studies
import Testing

/// What simulated raters say of texts whose quality was planted.
struct SimulatedWorldTests {
    private static let items = ["a", "b"].map { ItemID(study: "s", prompt: "p", text: $0) }.sorted()
    private static let exact = SimulatedRater(name: "r", noise: 0)

    private func world(_ known: [(item: ItemID, criterion: String, value: Double)] = []) -> SimulatedWorld {
        SimulatedWorld(study: "s", criteria: [.overall, .better()], seed: 3, known: known)
    }

    private func showing(
        _ subject: RatingSubject,
        side: RatingRecord.Side? = nil,
        phase: RatingRecord.Phase = .blind,
        place: Int = 1,
        isDegraded: Bool = false
    ) -> PlannedShowing {
        PlannedShowing(
            reviewer: "r",
            subject: subject,
            prompt: "p",
            phase: phase,
            side: side,
            place: place,
            state: .open,
            models: ["m", "n"],
            isDegraded: isDegraded,
            lengths: [400, 400]
        )
    }

    /// A verdict names the text, whichever side it stood on.
    @Test(arguments: [RatingRecord.Side.first, .second], [true, false])
    func theBetterTextWinsOnEitherSide(side: RatingRecord.Side, isFirstBetter: Bool) {
        let values: [Double] = isFirstBetter ? [5, 1] : [1, 5]
        var world = world(zip(Self.items, values).map { ($0, "better", $1) })
        let pair = PairID(Self.items[0], Self.items[1])
        let records = world.records(of: showing(.pair(pair), side: side), by: Self.exact, kind: .human)
        #expect(records.map(\.value) == [isFirstBetter ? 1 : -1] && records.map(\.side) == [side])
        #expect(records.map(\.label) == [isFirstBetter ? "first" : "second"])
    }

    @Test(arguments: [RatingRecord.Phase.blind, .repeat, .attention, .gold, .training])
    func aPersonsRatingIsOfItsPhaseAndAJudgesIsBlind(phase: RatingRecord.Phase) {
        var world = world()
        let shown = showing(.item(Self.items[0]), phase: phase, place: 7)
        let person = world.records(of: shown, by: Self.exact, kind: .human)
        let judge = world.records(of: shown, by: Self.exact, kind: .judge)
        #expect(person.map(\.phase) == [phase] && person.map(\.order) == [7] && person.map(\.version) == [nil])
        #expect(judge.map(\.phase) == [.blind] && judge.map(\.order) == [nil] && judge.map(\.version) == ["simulated"])
    }

    @Test func aWorsenedCopyIsSeenAsWorse() {
        var world = world()
        func sum(isDegraded: Bool) -> Double {
            (0..<30).reduce(0) { sum, place in
                let item = ItemID(study: "s", prompt: "p", text: "text \(place)")
                let shown = showing(.item(item), isDegraded: isDegraded)
                return sum + (world.records(of: shown, by: Self.exact, kind: .human).first?.value ?? 0)
            }
        }
        // Two points of five less, as far as the scale reaches.
        #expect(sum(isDegraded: false) - sum(isDegraded: true) > 15)
    }

    @Test func whoPrefersTheLeftTakesTheLeftOfTwoThatAreAlike() {
        var simulator = Simulator(seed: 1)
        let text = SimulatedText(quality: 3, length: 400)
        for (bias, value) in [(1.0, 1.0), (-1.0, -1.0), (0.0, 0.0)] {
            let rater = SimulatedRater(name: "r", noise: 0, leftBias: bias)
            #expect(simulator.comparison(text, text, by: rater, place: 1, tie: true) == value)
        }
    }

    @Test func theBestHasRankOneAndWhatSeemsAlikeSharesARank() {
        var simulator = Simulator(seed: 1)
        func ranks(_ qualities: [Double], tie: Bool) -> [Int] {
            let texts = qualities.map { SimulatedText(quality: $0, length: 400) }
            return simulator.ranks(texts, by: Self.exact, place: 1, tie: tie)
        }
        #expect(ranks([1, 5, 3], tie: true) == [3, 1, 2])
        #expect(ranks([1, 5, 4.9], tie: true) == [3, 1, 1] && ranks([1, 5, 4.9], tie: false) == [3, 1, 2])
    }

    /// At the three hundredth item the error is four times as large: the better of two wins in 57 of a hundred, not in 76.
    @Test func whoTiresErrsMore() {
        var simulator = Simulator(seed: 5)
        let (good, bad) = (SimulatedText(quality: 1, length: 400), SimulatedText(quality: 0, length: 400))
        let rater = SimulatedRater(name: "r", noise: 1, fatigue: 1)
        func share(_ place: Int) -> Double {
            let wins = (0..<4000).count { _ in
                simulator.comparison(good, bad, by: rater, place: place, tie: false) == 1
            }
            return Double(wins) / 4000
        }
        #expect(abs(share(0) - 0.760) < 0.03 && abs(share(300) - 0.570) < 0.03)
    }
}
