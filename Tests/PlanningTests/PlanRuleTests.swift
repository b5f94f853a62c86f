import Fixtures
import Studies
import Testing

@testable import Planning

/// Rules of plans, each where a small fault in it would go unnoticed in random studies.
struct PlanRuleTests {
    private func study(
        prompts: Int,
        models: Int = 2,
        reviewers: Int = 2,
        criteria: [Criterion] = [.overall],
        _ review: ReviewSettings = ReviewSettings(seed: 3)
    ) -> Study {
        Study(
            name: "s",
            models: (0..<models).map { Model(name: "m\($0)", endpoint: "e", model: "x") },
            criteria: criteria,
            reviewers: (0..<reviewers).map { "r\($0)" },
            review: review,
            prompts: (0..<prompts).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "?")]) }
        )
    }

    /// Every model answers every prompt; the item is ten times the prompt and the model.
    private func answers(_ study: Study) -> [PlanState.Answer] {
        study.prompts.indices.flatMap { prompt in
            study.models.indices.map { model in
                let item = Int64(10 * prompt + model)
                return .init(
                    item: item,
                    key: UInt64(item + 1),
                    prompt: prompt,
                    model: model,
                    sample: 1
                )
            }
        }
    }

    private func known(_ items: ClosedRange<Int64>, isTraining: Bool = false) -> [PlanState.Known] {
        items.map { .init(item: $0, key: UInt64($0) &* 0x9E37_79B9_7F4A_7C15, prompt: 0, isTraining: isTraining) }
    }

    private func kept(_ rows: [PlannedRow]) -> [PlanState.Row] {
        rows.map {
            .init(
                first: $0.first,
                second: $0.second,
                reviewer: $0.reviewer,
                phase: $0.phase,
                side: $0.side,
                position: $0.position
            )
        }
    }

    @Test func aWorseTextIsWorseOrThereIsNone() {
        let nine = "one two three four five six seven eight nine"
        #expect(Degradation.text(nine, .cut, other: nil, key: 1) == "one two three")
        #expect(Degradation.text("one two three four five", .cut, other: nil, key: 1) == nil)
        #expect(Degradation.text("same", .otherPrompt, other: "same", key: 1) == nil)
        #expect(Degradation.text("same", .otherPrompt, other: "other", key: 1) == "other")
        let sentences = "One. Two. Three."
        let shuffled = (0..<60).map { Degradation.text(sentences, .shuffled, other: nil, key: $0) }
        #expect(!shuffled.contains(sentences) && !shuffled.contains(nil) && Set(shuffled).count > 2)
    }

    @Test func attentionChecksAreCopiesOfBlindItemsAlone() throws {
        let study = study(prompts: 10, ReviewSettings(attention: 1, seed: 3))
        let rows = try Planner(study).rows(PlanState(answers: answers(study), known: known(1000...1009)))
        for reviewer in 0..<2 {
            let own = rows.filter { $0.reviewer == reviewer }
            let (checks, gold) = (own.filter { $0.phase == .attention }, own.filter { $0.phase == .gold })
            #expect(gold.count == 10 && checks.count == 20 && checks.allSatisfy { $0.first < 1000 })
        }
    }

    @Test(arguments: [false, true]) func withoutADistanceARepeatIsAThirdOfTheItemsAway(isOpen: Bool) throws {
        let study = study(prompts: 15, reviewers: 2, ReviewSettings(overlap: 1, repeats: 0.1, isOpen: isOpen, seed: 3))
        let rows = try Planner(study).rows(PlanState(answers: answers(study)))
        let repeats = rows.filter { $0.phase == .repeat }
        #expect(!repeats.isEmpty)
        for row in repeats {
            let own = rows.filter { $0.reviewer == row.reviewer }.sorted { $0.position < $1.position }
            let blind = own.count { $0.phase == .blind }
            let places = own.indices.filter { own[$0].first == row.first }
            #expect(row.distance == blind / 3)
            // In a plan for all, each sees every second row.
            #expect(places[1] - places[0] > blind / 3 * (isOpen ? 2 : 1), "\(places)")
        }
    }

    @Test func whoSkippedAnItemIsNotAskedAgainAndNobodyRatesItTwice() throws {
        let study = study(prompts: 12, reviewers: 3, ReviewSettings(overlap: 2, seed: 3))
        let whole = try Planner(study).rows(PlanState(answers: answers(study)))
        var rows = kept(whole)
        for place in rows.indices where rows[place].reviewer == 1 {
            (rows[place].isFilled, rows[place].isSkipped) = (false, true)
        }
        let skipped = Set(rows.filter(\.isSkipped).map(\.first))
        let more = try Planner(study).rows(PlanState(answers: answers(study), rows: rows))
        #expect(more.count == skipped.count && more.allSatisfy { $0.reviewer != 1 })
        let all =
            (rows.filter(\.isFilled).map { [Int($0.first), $0.reviewer ?? -1] })
            + more.map { [Int($0.first), $0.reviewer ?? -1] }
        #expect(Set(all).count == all.count)
    }

    @Test func newRowsComeBehindOldOnesAndTrainingBeforeTheFirst() throws {
        let study = study(prompts: 6)
        let some = answers(study).filter { $0.prompt < 3 }
        let training = known(500...502, isTraining: true)
        let gold = known(600...601)
        let first = try Planner(study).rows(PlanState(answers: some, known: training + gold))
        for reviewer in 0..<2 {
            let own = first.filter { $0.reviewer == reviewer }
            let (before, after) = (own.filter { $0.phase == .training }, own.filter { $0.phase != .training })
            #expect(before.map(\.first).sorted() == [500, 501, 502])
            #expect((before.map(\.position).max() ?? 9) < (after.map(\.position).min() ?? -9))
            #expect(Set(before.map(\.position)).count == 3)
        }
        var state = PlanState(answers: answers(study), known: training + gold)
        state.rows = kept(first)
        let more = try Planner(study).rows(state)
        #expect(more.count == 12 && more.allSatisfy { $0.phase == .blind })
        for reviewer in 0..<2 {
            let last = first.filter { $0.reviewer == reviewer }.map(\.position).max() ?? 0
            let own = more.filter { $0.reviewer == reviewer }
            #expect(!own.isEmpty && own.allSatisfy { $0.position > last })
        }
        // Who has nothing to rate is shown no known item either.
        let idle = Study(
            name: "s",
            models: study.models,
            criteria: study.criteria,
            reviewers: ["r0"],
            prompts: study.prompts
        )
        #expect(try Planner(idle).rows(PlanState(answers: [], known: training + gold)).isEmpty)
    }

    @Test func everyPairOfModelsHasItsShareOfABudget() throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            let study = study(
                prompts: 10,
                models: 4,
                criteria: [.better()],
                ReviewSettings(overlap: 1, pairs: .budget(6), seed: seed)
            )
            let rows = try Planner(study).rows(PlanState(answers: answers(study)))
            let pairs = rows.map { [$0.first % 10, ($0.second ?? 0) % 10].sorted() }
            let counts = Dictionary(pairs.map { ($0, 1) }, uniquingKeysWith: +)
            #expect(counts.count == 6 && counts.values.allSatisfy { $0 == 1 }, "\(counts)")
        }
    }

    @Test func blocksFollowEachOther() throws {
        let study = study(prompts: 12, ReviewSettings(blocks: 3, seed: 3))
        let rows = try Planner(study).rows(PlanState(answers: answers(study)))
        for reviewer in 0..<2 {
            let blocks = rows.filter { $0.reviewer == reviewer }.sorted { $0.position < $1.position }.map(\.block)
            #expect(blocks == blocks.sorted() && Set(blocks) == [0, 1, 2])
        }
    }

    /// Four pairs of each of twelve prompts.
    @Test func pairsOfOnePromptAreTenShowingsApart() throws {
        for seed in 1...4 as ClosedRange<UInt64> {
            let review = ReviewSettings(pairs: .ring, seed: seed)
            let study = study(prompts: 12, models: 4, reviewers: 1, criteria: [.better()], review)
            let rows = try Planner(study).rows(PlanState(answers: answers(study))).sorted { $0.position < $1.position }
            #expect(rows.count == 48)
            var last: [Int64: Int] = [:]
            for (place, row) in rows.enumerated() {
                if let before = last[row.first / 10] { #expect(place - before > 10, "\(before) and \(place)") }
                last[row.first / 10] = place
            }
        }
    }

    /// Four pairs of the first prompt among one of each other, where spreading alone puts some of them together; only at the
    /// end, where nothing else is left, they may follow each other.
    @Test func aPairOfAPromptThatHasMoreThanOthersWaitsForItsTurn() throws {
        for seed in 1...24 as ClosedRange<UInt64> {
            let review = ReviewSettings(pairs: .ring, seed: seed)
            let study = study(prompts: 53, models: 4, reviewers: 1, criteria: [.better()], review)
            let some = answers(study).filter { $0.prompt == 0 || $0.model < 2 }
            let rows = try Planner(study).rows(PlanState(answers: some)).sorted { $0.position < $1.position }
            let places = rows.indices.filter { rows[$0].first < 10 }
            #expect(places.count == 4 && rows.count == 56)
            for (one, other) in zip(places, places.dropFirst()) {
                let isLast = rows[other...].allSatisfy { $0.first < 10 }
                #expect(other - one > 10 || isLast, "seed \(seed): \(places)")
            }
        }
    }

    /// One pair was shown twice with the same model on the left; two new ones of those models hang together. Chance says
    /// which are looked at first: three in four plans come out even, and one in four where the sign is turned.
    @Test func newPairsStandOnTheSidesThatEvenOutTheirModels() {
        func unit(_ item: Int64, models: (Int, Int)) -> Unit {
            let key = UInt64(item)
            return Unit(
                .init(item: item, key: key, prompt: 0, model: models.0, sample: 1),
                .init(item: item + 1, key: key + 1, prompt: 0, model: models.1, sample: 1)
            )
        }
        let rows: [Sides.Row] = [
            .init(unit: unit(10, models: (0, 1)), reviewer: 0, fixed: .first),
            .init(unit: unit(10, models: (0, 1)), reviewer: 2, fixed: .first),
            .init(unit: unit(20, models: (0, 1)), reviewer: 1), .init(unit: unit(30, models: (1, 0)), reviewer: 1),
        ]
        let leads = (1...40 as ClosedRange<UInt64>).map { seed in
            zip(rows, Sides(draw: Draw(seed: seed)).sides(of: rows)).reduce(0) { sum, next in
                sum + ((next.1 == .first) != next.0.unit.isTurned ? 1 : -1)
            }
        }
        #expect(leads.allSatisfy { [0, 4].contains($0) } && leads.count { $0 == 0 } > 24, "\(leads)")
    }

    @Test func whatIsDiscussedIsAskedOnceOfEachWhoRatedIt() {
        let rows: [PlanState.Row] = [
            .init(first: 1, reviewer: 0, position: 4), .init(first: 1, reviewer: 1, position: 7),
            .init(first: 2, reviewer: 0, position: 5), .init(first: 1, reviewer: 0, phase: .discussed, position: 6),
            .init(first: 1, reviewer: 2, position: 3, isFilled: false),
            // Who is still to rate it blind must not hear of the scores.
            .init(first: 2, reviewer: 1, position: 8, isRated: false),
        ]
        let round = NormingRound.rows([[1], [2]], PlanState(answers: [], rows: rows), count: 2)
        #expect(round.map(\.first) == [1, 2] && round.map(\.reviewer) == [1, 0])
        #expect(round.allSatisfy { $0.phase == .discussed } && round.map(\.position) == [9, 7])
    }

    /// A round has so many subjects, each once, in the order of the list, and pairs as well.
    @Test func aRoundHasItsFirstSubjectsEachOnce() {
        let rows: [PlanState.Row] = [
            .init(first: 1, reviewer: 0, position: 1), .init(first: 2, reviewer: 0, position: 2),
            .init(first: 3, reviewer: 0, position: 3), .init(first: 1, second: 2, reviewer: 1, position: 4),
        ]
        let state = PlanState(answers: [], rows: rows)
        func round(_ subjects: [[Int64]], _ count: Int) -> [[Int64]] {
            NormingRound.rows(subjects, state, count: count).map { [$0.first] + [$0.second].compactMap(\.self) }
        }
        #expect(round([[3], [3], [], [2], [1]], 2) == [[3], [2]])
        #expect(round([[1, 2], [1]], 5) == [[1, 2], [1]] && round([[1]], 0).isEmpty)
    }

    /// The models of the first adaptive pair where one pair of models is out of the question.
    private func best(_ comparisons: [(Int, Int, Double)], without closed: [Int64]) throws -> [Int64] {
        let study = study(prompts: 4, models: 3, criteria: [.better()])
        let rows = study.prompts.indices.map { prompt -> PlanState.Row in
            .init(
                first: Int64(10 * prompt) + closed[0],
                second: Int64(10 * prompt) + closed[1],
                reviewer: nil,
                side: .first,
                position: prompt
            )
        }
        var pairs = AdaptivePairs(
            study,
            comparisons: comparisons.map { .init(first: $0.0, second: $0.1, share: $0.2) }
        )
        let found = try #require(pairs.rows(PlanState(answers: answers(study), rows: rows), budget: 1).first)
        return [found.first % 10, (found.second ?? 0) % 10].sorted()
    }

    @Test func theNextPairIsOfModelsWhoseOrderIsLeastKnown() throws {
        // Three wins tell more than four ties.
        let won = [(Int, Int, Double)](repeating: (0, 1, 1), count: 3)
        let even = [(Int, Int, Double)](repeating: (1, 2, 0.5), count: 4)
        #expect(try best(won + even, without: [0, 2]) == [1, 2])
        // Nine ties tell more than four games that one won by little.
        let often = [(Int, Int, Double)](repeating: (0, 1, 0.5), count: 9)
        let rarely = [(1, 2, 1.0), (1, 2, 1), (1, 2, 1), (1, 2, 0)]
        #expect(try best(often + rarely, without: [0, 2]) == [1, 2])
    }

    @Test func aForecastTellsChecksAndTheTimeOfASecondText() throws {
        let study = study(prompts: 4, criteria: [.overall, .better()])
        let rows = [
            PlannedRow(first: 1, reviewer: 0), PlannedRow(first: 1, second: 2, reviewer: 0),
            PlannedRow(first: 3, reviewer: 0, phase: .repeat), PlannedRow(first: 4, reviewer: 0, phase: .gold),
        ]
        let load = try #require(PlanForecast(rows, study: study, secondsPerItem: 10).loads.first)
        #expect(load.items == 1 && load.pairs == 1 && load.checks == 2)
        #expect(load.seconds == 10 + 15 + 10 + 10 && load.ratings == 4)
    }

    /// Whoever asks for a forecast with one seed after the other learns nothing of who wrote a text.
    @Test func aForecastHangsOnNoWriter() throws {
        let study = study(prompts: 6, models: 3)
        var answers = answers(study)
        let rows = answers.flatMap { answer -> [PlannedRow] in
            (0..<2).map { PlannedRow(first: answer.item, reviewer: $0) }
        }
        func forecast() -> PlanForecast {
            PlanForecast(
                PlanState(answers: answers),
                adding: rows,
                study: study,
                secondsPerItem: 1,
                assuming: .init(alpha: 0.6, simulations: 20, seed: study.review.seed)
            )
        }
        let (before, labels) = (try #require(forecast().precision?.mean), PlanForecast.standIns(answers))
        let own = answers.indices.filter { answers[$0].prompt == 0 }
        let models = own.map { answers[$0].model }
        for (place, index) in own.enumerated() { answers[index].model = models[(place + 1) % models.count] }
        #expect(forecast().precision?.mean == before && PlanForecast.standIns(answers) == labels)
        #expect(Set(own.map { labels[answers[$0].item] }) == Set(models.map(Optional.some)))
    }

    /// Sixty items of one model, each rated by two: the mean of true scores scatters by one point, and by the error's share.
    @Test func theForecastHalfWidthIsThatOfNinetyFivePercent() throws {
        let study = study(prompts: 60, models: 1)
        let rows = answers(study).flatMap { answer -> [PlannedRow] in
            (0..<2).map { PlannedRow(first: answer.item, reviewer: $0) }
        }
        let models = Dictionary(answers(study).map { ($0.item, $0.model) }) { one, _ in one }
        func half(_ alpha: Double, confidence: Double = 0.95) throws -> Double {
            let found = PrecisionSimulation(rows, models: models, study: study).precision(
                .init(alpha: alpha, simulations: 200, seed: 1, confidence: confidence),
                scale: Scale(min: 1, max: 5, step: 1)
            )
            return try #require(found?.mean)
        }
        // A half-width of 1.96 · √((1 + (1 − α)/α / 2) / 60), less what the ends of the scale cut off.
        let (sure, unsure) = (try half(0.9), try half(0.3))
        #expect((0.2...0.29).contains(sure), "\(sure)")
        #expect(unsure > sure * 1.1, "\(sure) \(unsure)")
        // The normal quantiles of .975 and .9.
        let narrow = try half(0.9, confidence: 0.8)
        #expect(abs(narrow / sure - 1.281551566 / 1.959963985) < 1e-8, "\(narrow) \(sure)")
    }

    /// Six rows that nothing else ties together: their sides are evened out over all, but for those that were shown.
    @Test(arguments: [0, 4]) func sidesAreEvenedOutOverAllRowsThatMayBeTurned(fixed: Int) {
        let rows = (0..<6).map { place -> Sides.Row in
            let answers = (0..<2).map {
                PlanState.Answer(
                    item: Int64(place * 2 + $0),
                    key: UInt64(place * 2 + $0),
                    prompt: place,
                    model: $0,
                    sample: 1
                )
            }
            return Sides.Row(
                unit: Unit(answers[0], answers[1]),
                reviewer: place,
                fixed: place < fixed ? .first : nil
            )
        }
        let sides = SideRepair(rows, Array(repeating: .first, count: 6)).sides
        #expect(sides.count { $0 == .first } == max(3, fixed))
        #expect(sides.prefix(fixed).allSatisfy { $0 == .first })
    }
}
