import Fixtures
import Studies
import Testing

@testable import Planning

/// What simulated raters give to the point, what a plan costs, and each word that gives a writer away.
struct GivenRuleTests {
    private let scale = Scale(min: 1, max: 5, step: 1)

    private func text(_ quality: Double, length: Int = 400) -> SimulatedText {
        SimulatedText(quality: quality, length: length)
    }

    @Test func aScoreIsThePointNextToWhatIsSeen() {
        var simulator = Simulator(seed: 1)
        func score(_ text: SimulatedText, _ rater: SimulatedRater) -> Double {
            simulator.score(text, by: rater, place: 1, scale: scale)
        }
        let exact = SimulatedRater(name: "r", noise: 0)
        #expect([-3, 1.4, 2.6, 3, 9].map { score(text($0), exact) } == [1, 1, 3, 3, 5])
        #expect(score(text(3), SimulatedRater(name: "r", severity: -1, noise: 0)) == 2)
        // Twice as long looks a point better, half as long a point worse; no length is one character.
        let long = SimulatedRater(name: "r", noise: 0, lengthBias: 1)
        #expect([200, 400, 800].map { score(text(3, length: $0), long) } == [2, 3, 4])
        #expect(score(text(12, length: 0), long) == 3)
        // Whoever does not read takes the fourth of five, the second of two.
        let lazy = SimulatedRater(name: "r", noise: 0, laziness: 1)
        #expect([1, 5].map { score(text($0), lazy) } == [4, 4])
        #expect(simulator.score(text(0), by: lazy, place: 1, scale: Scale(min: 0, max: 1, step: 1)) == 1)
    }

    @Test func whoDoesNotReadTakesEitherSideAsOftenAndNoTie() {
        var simulator = Simulator(seed: 2)
        let lazy = SimulatedRater(name: "r", noise: 0, laziness: 1)
        let values = (0..<400).map { _ in simulator.comparison(text(5), text(1), by: lazy, place: 1, tie: true) }
        // Five standard deviations of ten.
        #expect(values.allSatisfy { abs($0) == 1 } && (150...250).contains(values.count { $0 == 1 }))
        let orders = (0..<120).map { _ in simulator.ranks([text(5), text(3), text(1)], by: lazy, place: 1, tie: false) }
        #expect(Set(orders).count == 6 && orders.allSatisfy { $0.sorted() == [1, 2, 3] })
    }

    /// A difference of less than three tenths is a tie, where there are any.
    @Test(arguments: [(0.29, 0), (0.3, 1), (-0.29, 0), (-0.3, -1)] as [(Double, Double)])
    func whatSeemsAlikeIsATie(difference: Double, value: Double) {
        var simulator = Simulator(seed: 3)
        let exact = SimulatedRater(name: "r", noise: 0)
        let (left, right) = (text(max(0, difference)), text(max(0, -difference)))
        #expect(simulator.comparison(left, right, by: exact, place: 1, tie: true) == value)
        #expect(simulator.comparison(left, right, by: exact, place: 1, tie: false) == (difference > 0 ? 1 : -1))
        #expect(simulator.comparison(text(2), text(2), by: exact, place: 1, tie: false) == 1)
        let ranks = simulator.ranks([left, right], by: exact, place: 1, tie: true)
        #expect(ranks == (value == 0 ? [1, 1] : value > 0 ? [1, 2] : [2, 1]))
    }

    /// Within five standard errors of what they should be.
    @Test func chanceIsNormalAndUniform() {
        var simulator = Simulator(seed: 4)
        let normal = (0..<4000).map { _ in simulator.normal() }
        let mean = normal.reduce(0, +) / 4000
        let variance = normal.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
        // Five standard errors: 1/√4000 and √(2/4000).
        #expect(abs(mean) < 0.08 && abs(variance - 1) < 0.112, "\(mean) \(variance)")
        #expect(abs(Double(normal.count { abs($0) < 1 }) / 4000 - 0.6827) < 0.037)
        let uniform = (0..<4000).map { _ in simulator.uniform() }
        #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
        #expect(abs(uniform.reduce(0, +) / 4000 - 0.5) < 0.023)
    }

    private static let items = ["a", "b"].map { ItemID(study: "s", prompt: "p", text: $0) }.sorted()

    private func showing(_ subject: RatingSubject, lengths: [Int] = [400, 400]) -> PlannedShowing {
        PlannedShowing(
            reviewer: "r",
            subject: subject,
            prompt: "p",
            phase: .blind,
            side: .first,
            place: 1,
            state: .open,
            models: ["m", "n"],
            isDegraded: false,
            lengths: lengths
        )
    }

    /// Four to eight seconds and one for each 25 bytes of all texts; whoever does not read takes eight tenths of one.
    @Test func readingTakesAsLongAsTheTextsAre() throws {
        let pair = RatingSubject.pair(PairID(Self.items[0], Self.items[1]))
        var world = SimulatedWorld(study: "s", criteria: [.better()], seed: 3, known: [])
        for (lengths, seconds) in [([400, 600], 40), ([25, 0], 1), ([], 0)] as [([Int], Int64)] {
            let record = try #require(
                world.records(of: showing(pair, lengths: lengths), by: SimulatedRater(name: "r"), kind: .human).first
            )
            let taken = try #require(record.activeMilliseconds) - 1000 * seconds
            #expect((4000...8000).contains(taken), "\(lengths): \(taken)")
        }
        let lazy = SimulatedRater(name: "r", laziness: 1)
        var idle = SimulatedWorld(study: "s", criteria: [.better()], seed: 3, known: [])
        let times = (0..<3).compactMap { _ in idle.records(of: showing(pair), by: lazy, kind: .human).first }
        #expect(times.map(\.activeMilliseconds) == [800, 800, 800])
        let starts = times.compactMap(\.at)
        #expect(starts == [1_700_000_001_300, 1_700_000_002_600, 1_700_000_003_900])
        // A judge takes none, and rates no form that is not shown.
        let judge = idle.records(of: showing(pair), by: lazy, kind: .judge)
        #expect(judge.map(\.activeMilliseconds) == [nil] && judge.map(\.criterion) == ["better"])
        #expect(idle.records(of: showing(.item(Self.items[0])), by: lazy, kind: .human).isEmpty)
    }

    /// What is known of an item is known on its own criterion.
    @Test func aKnownValueIsThatOfItsCriterion() {
        let exact = SimulatedRater(name: "r", noise: 0)
        func value(_ criterion: String, of item: Int) -> Double? {
            var world = SimulatedWorld(
                study: "s",
                criteria: [.overall],
                seed: 3,
                known: [(Self.items[item], criterion, 1), (Self.items[item], criterion, 5)]
            )
            return world.records(of: showing(.item(Self.items[0])), by: exact, kind: .human).first?.value
        }
        // Of two values the later one; another criterion's and another item's say nothing.
        #expect(value(Criterion.overall.name, of: 0) == 5)
        #expect(value("other", of: 0) == value(Criterion.overall.name, of: 1))
    }

    private func study(_ criteria: [Criterion], reviewers: Int = 2, prompts: Int = 3) -> Study {
        Study(
            name: "s",
            models: (0..<2).map { Model(name: "m\($0)", endpoint: "e", model: "x") },
            criteria: criteria,
            reviewers: (0..<reviewers).map { "r\($0)" },
            prompts: (0..<prompts).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "?")]) }
        )
    }

    /// A key a criterion, of a ranking one a text; half as much again for each text beyond the first.
    @Test func aSetTakesAKeyATextAndTheTimeOfEach() throws {
        let best = Criterion(name: "best", question: "?", level: .ordinal, form: .ranking(most: 4, tie: true))
        let rows = [
            PlannedRow(first: 1, members: [1, 2, 3, 4], reviewer: 1), PlannedRow(first: 1, second: 2, reviewer: 1),
            PlannedRow(first: 1, reviewer: nil),
        ]
        let forecast = PlanForecast(rows, study: study([.overall, .overall, best]), secondsPerItem: 10)
        #expect(forecast.loads.map(\.reviewer) == ["r0", "r1", "anyone"])
        #expect(forecast.loads[0] == PlanForecast.Load(reviewer: "r0"))
        #expect(forecast.loads[1].sets == 1 && forecast.loads[1].pairs == 1 && forecast.loads[1].items == 0)
        #expect(forecast.loads[1].ratings == 4 && forecast.loads[1].seconds == 25 + 15)
        #expect(forecast.loads[2].items == 1 && forecast.loads[2].ratings == 2 && forecast.loads[2].seconds == 10)
        // Nobody's rows are told where there are any.
        let named = PlanForecast([PlannedRow(first: 1, reviewer: 0)], study: study([.overall]), secondsPerItem: 1)
        #expect(named.loads.map(\.reviewer) == ["r0", "r1"])
    }

    /// Each reviewer's pairs of a prompt are one block, whatever comes again.
    @Test func aDesignCostsAsManyBlocksAsThereAreOfPromptsAndReviewers() throws {
        let answers = (0..<3).flatMap { prompt in
            (0..<2).map { model in
                let item = Int64(10 * prompt + model + 1)
                return PlanState.Answer(item: item, key: UInt64(item), prompt: prompt, model: model, sample: 1)
            }
        }
        func pair(_ prompt: Int, _ reviewer: Int, _ phase: RatingRecord.Phase = .blind) -> PlannedRow {
            let first = Int64(10 * prompt + 1)
            return PlannedRow(first: first, second: first + 1, reviewer: reviewer, phase: phase)
        }
        func forecast(_ rows: [PlannedRow], _ criteria: [Criterion]) -> PlanForecast {
            PlanForecast(
                PlanState(answers: answers),
                adding: rows,
                study: study(criteria),
                secondsPerItem: 1,
                assuming: .init(simulations: 2, seed: 1)
            )
        }
        let rows = [
            pair(0, 0), pair(0, 0), pair(0, 1), pair(1, 0), pair(2, 1, .repeat), PlannedRow(first: 21, reviewer: 0),
        ]
        #expect(forecast(rows, [.better()]).designs.map(\.pairs) == [3, 3, 3, 3])
        #expect(forecast(rows, [.overall]).designs.isEmpty && forecast(rows, [.better()]).precision == nil)
        // One text alone has no spread, nor has one simulation.
        let item = [PlannedRow(first: 21, reviewer: 0)]
        #expect(forecast(item, [.overall]).precision == nil)
        let two = PrecisionSimulation(
            item + [PlannedRow(first: 1, reviewer: 0)],
            models: [21: 0, 1: 1],
            study: study([.overall])
        )
        #expect(two.precision(.init(simulations: 1, seed: 1), scale: scale) == nil)
        // Nobody's ratings overlap: an agreement has no precision.
        let alone = try #require(two.precision(.init(simulations: 5, seed: 1), scale: scale))
        #expect(alone.alpha == nil && alone.mean != nil && alone.simulations == 5 && alone.assumed == 0.6)
    }

    /// Of 6,001 texts every third is simulated, and the half-width is scaled by the root of the share.
    @Test func aLargePlanIsThinned() throws {
        let study = study([.overall], reviewers: 1)
        func half(_ count: Int, keep: (Int) -> Bool) throws -> Double {
            let rows = (0..<count).filter(keep).map { PlannedRow(first: Int64($0 + 1), reviewer: 0) }
            let models = Dictionary(uniqueKeysWithValues: (0..<count).map { (Int64($0 + 1), 0) })
            let found = PrecisionSimulation(rows, models: models, study: study)
            return try #require(found.precision(.init(simulations: 2, seed: 1), scale: scale)?.mean)
        }
        let (all, third) = (try half(6001) { _ in true }, try half(6001) { $0 % 3 == 0 })
        #expect(abs(all - third * (2001.0 / 6001).squareRoot()) < 1e-12)
    }

    @Test(
        arguments: [
            "I am Claude.", "I'm Claude.", "My name is Claude.", "I was Claude.", "Call me Claude.",
            "My kind is made by Claude.", "My kind was trained by Claude.", "My kind is developed by Claude.",
            "My kind is created by Claude.", "My kind is built by Claude.", "My kind is powered by Claude.",
            "My creator: Claude.", "My developer: Claude.", "Claude made me up.", "Claude trained me here.",
            "Claude created me here.", "Claude built me here.", "Claude developed me here.", "Claude designed me here.",
            "Hi Claude here.", "Hi, Claude here.", "Hello, Claude here.", "Hey Claude here.", "Claude here, at work.",
            "This is Claude, at your side.", "This is Claude, happy to help.", "Being Claude, I wait.",
            "As Claude I wait.", "As Claude, I wait.", "I, Claude, wait.", "As an assistant of Claude, I wait.",
            "As a chatbot named Claude, I wait.", "As Claude, a model, I wait.", "As Claude, an AI system, I wait.",
        ]
    )
    func whatMakesANameTheWritersOwn(text: String) {
        let scan = LeakScan(models: ["wren-8b"])
        let leaks = scan.leaks(in: text, prompt: "?")
        #expect(leaks.map(\.kind) == [.selfIdentification] && leaks.map { String(text[$0.range]) } == ["Claude"])
        // A sentence on another one is none.
        #expect(scan.leaks(in: text.replacing("Claude", with: "Bob"), prompt: "?").isEmpty)
    }

    @Test(
        arguments: [
            "as an ai language model", "as a large language model", "as an ai assistant", "as a language model",
            "as an ai,", "as an ai model", "i am an ai language model", "i'm an ai language model",
            "i am a large language model", "i'm a large language model", "my knowledge cutoff", "my training data",
            "my last knowledge update", "as of my last update", "als ki-modell", "als sprachmodell",
            "en tant que modèle de langage", "como modelo de lenguaje", "作为一个人工智能", "作为人工智能", "作为一个语言模型",
        ]
    )
    func aPhraseOfAMachineIsFound(phrase: String) {
        let scan = LeakScan(models: [])
        for text in ["Well, \(phrase) so.", "WELL, \(phrase.uppercased()) SO."] {
            let leaks = scan.leaks(in: text, prompt: "?")
            #expect(leaks.map(\.kind) == [.phrase], "\(text)")
            #expect(scan.masked(text, leaks).contains("[…]"))
        }
    }

    @Test(
        arguments: [
            "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "[INST]", "[/INST]", "<<SYS>>", "<think>",
            "</think>", "### Response:", "### Assistant:", "<start_of_turn>", "<end_of_turn>", "<|assistant|>",
            "<|user|>", "<|system|>", "<|start_header_id|>", "<|end_header_id|>", "<|begin_of_text|>", "<|end|>",
            "</s>",
        ]
    )
    func aMarkOfATemplateIsFound(mark: String) {
        let leaks = LeakScan(models: []).leaks(in: "Eggs \(mark) ham", prompt: "?")
        #expect(leaks.map(\.kind) == [.format])
        #expect(LeakScan(models: []).masked("Eggs \(mark) ham", leaks) == "Eggs […] ham")
    }
}
