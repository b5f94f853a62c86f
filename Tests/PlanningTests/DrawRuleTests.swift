import Studies
import Testing

@testable import Planning

/// What is drawn from a seed, and where it puts a row: the same on every machine and in every version.
struct DrawRuleTests {
    private func ordering(_ settings: ReviewSettings, seed: UInt64 = 1) -> Ordering {
        Ordering(settings: settings, draw: Draw(seed: seed), reviewer: 9, name: "'ana'")
    }

    private func list(_ count: Int) -> [Ordering.Entry] {
        (0..<count).map {
            Ordering.Entry(row: PlannedRow(first: Int64($0), reviewer: 0), prompt: $0, key: UInt64($0) &* 977)
        }
    }

    /// By a second program: SplitMix64's finaliser of the seed and the use, of the first thing and of the second.
    @Test func aSeedDrawsTheSameForEachUseOfEachThing() {
        let uses: [Draw.Use] = [
            .unit, .reviewer, .order, .prompt, .side, .repeats, .repeatPlace, .attention, .attentionPlace, .gold,
            .block, .pair, .quota, .set, .ring, .attack, .learning,
        ]
        #expect(
            uses.map { Draw(seed: 3)($0, 5, 7) } == [
                5_782_214_344_339_095_354, 4_763_610_116_032_418_028, 7_806_049_110_684_935_378,
                2_429_108_725_923_534_329, 5_454_403_978_396_871_139, 10_955_903_571_791_033_478,
                8_227_651_340_546_256_152, 13_004_381_877_799_344_262, 4_322_826_793_302_231_334,
                8_822_273_499_682_646_703, 17_619_755_427_006_999_670, 2_255_793_663_947_523_398,
                18_437_259_867_825_001_759, 3_424_615_833_934_970_122, 7_772_268_408_018_471_393,
                16_924_557_505_935_725_865, 533_605_221_683_981_657,
            ]
        )
        #expect(Draw(seed: 0)(.unit, 0) == 9_271_759_356_047_530_030)
        #expect(Draw(seed: 3)(.unit, 5) == 5_167_383_930_095_104_190)
        // Of a full width's share: tenths, thousandths, and nothing of nothing.
        #expect(Draw(seed: 3).below(10, .unit, 5, 7) == 3 && Draw(seed: 3).below(1000, .reviewer, 5, 7) == 258)
        #expect(Draw(seed: 3).below(0, .unit, 5, 7) == 0)
        // The first eight bytes of a name's SHA-256.
        #expect(Draw.key(of: "ana") == 2_653_949_968_311_283_018)
    }

    @Test(
        arguments: [
            (0.5, 3, 2), (0.1, 15, 2), (0.1, 14, 1), (0.25, 2, 1), (0.24, 2, 0), (1, 7, 7), (0, 7, 0),
            (1.0 / 3, 3, 1), (0.05, 10, 1), (0.049, 10, 0),
        ] as [(Double, Int, Int)]
    )
    func aShareOfACountIsRoundedHalfUp(share: Double, count: Int, portion: Int) {
        #expect(Planning.portion(share, of: count) == portion)
    }

    @Test func whatIsDrawnAlikeStandsAsItStood() {
        #expect([5, 3, 8, 1].sorted { _ in 7 } == [5, 3, 8, 1])
        #expect([5, 3, 8, 1].sorted { $0 == 8 ? 0 : 7 } == [8, 5, 3, 1])
        #expect([5, 3, 8, 1].sorted { UInt64($0) } == [1, 3, 5, 8])
    }

    /// Three answers to each of eleven prompts: each third of a reviewer's order has one of every prompt.
    @Test func theAnswersToAPromptAreSpreadEvenly() {
        let entries = (0..<33).map {
            Ordering.Entry(row: PlannedRow(first: Int64($0), reviewer: 0), prompt: $0 / 3, key: UInt64($0) &* 977)
        }
        for seed in 1...20 as ClosedRange<UInt64> {
            let prompts = ordering(ReviewSettings(), seed: seed).spread(entries).map(\.prompt)
            for third in 0..<3 { #expect(Set(prompts[third * 11..<third * 11 + 11]).count == 11, "\(prompts)") }
        }
    }

    /// A known item may come first and last; each of three places gets about a third of 600.
    @Test func aKnownItemStandsAnywhereAsOften() throws {
        let gold = Ordering.Entry(row: PlannedRow(first: 99, reviewer: 0, phase: .gold), prompt: 7, key: 5)
        var counts = [0, 0, 0]
        for seed in 0..<600 as Range<UInt64> {
            let rows = ordering(ReviewSettings(), seed: seed).mixing([gold], into: list(2))
            counts[try #require(rows.firstIndex { $0.row.phase == .gold })] += 1
            #expect(rows.filter { $0.row.phase == .blind }.map(\.row.first) == [0, 1])
        }
        // Four standard deviations of 11.5.
        #expect(counts.allSatisfy { (154...246).contains($0) }, "\(counts)")
    }

    /// Of five rows one comes back with three others between: of the first behind the fourth or at the end, of the second at the
    /// end alone.
    @Test func aRepeatStandsAnywhereBehindItsDistance() throws {
        var places: Set<[Int]> = []
        for seed in 0..<200 as Range<UInt64> {
            let settings = ReviewSettings(repeats: 0.2, distance: 3)
            let rows = try ordering(settings, seed: seed).withRepeats(list(5), reviewers: 1).map(\.row)
            let second = try #require(rows.firstIndex { $0.phase == .repeat })
            places.insert([Int(rows[second].first), second])
            #expect(rows.count == 6 && rows[second].distance == 3)
        }
        #expect(places == [[0, 4], [0, 5], [1, 5]])
    }

    @Test func repeatsThatDoNotFitAreRefusedWithTheirNumbers() throws {
        let settings = ReviewSettings(repeats: 0.4, distance: 4)
        #expect(throws: Never.self) { try ordering(settings).withRepeats(list(6), reviewers: 1) }
        let error = #expect(throws: PlanningError.self) { try ordering(settings).withRepeats(list(5), reviewers: 1) }
        #expect(
            error?.description
                == "2 repeats at a distance of 4 do not fit into the 5 items of 'ana': lower review.distance or review.repeats"
        )
        // In a list for three, each sees every third row.
        let few = ReviewSettings(repeats: 0.1, distance: 4)
        #expect(throws: Never.self) { try ordering(few).withRepeats(list(13), reviewers: 3) }
        #expect(throws: PlanningError.self) { try ordering(few).withRepeats(list(12), reviewers: 3) }
        #expect(throws: Never.self) { try ordering(few).withRepeats(list(12), reviewers: 1) }
    }

    /// A third of the list, and fifty at the most.
    @Test(arguments: [(30, 10), (149, 49), (153, 50), (180, 50)]) func aRepeatsDistanceIsAThirdUpToFifty(
        count: Int,
        distance: Int
    ) throws {
        let rows = try ordering(ReviewSettings(repeats: 0.02)).withRepeats(list(count), reviewers: 1).map(\.row)
        let repeats = rows.filter { $0.phase == .repeat }
        #expect(repeats.count == (count + 25) / 50 && repeats.allSatisfy { $0.distance == distance })
    }

    /// One check of each kind before a second of any, with texts of others alone.
    @Test func attentionChecksAreOfEachKindInTurn() {
        let rows = ordering(ReviewSettings(attention: 0.2)).withAttentionChecks(list(30), others: [70, 71]).map(\.row)
        let checks = rows.filter { $0.phase == .attention }
        let harms = checks.compactMap(\.degraded?.harm)
        #expect(checks.count == 6 && Set(checks.map(\.first)).count == 6)
        for harm in PlannedRow.Harm.allCases { #expect(harms.count { $0 == harm } == 2) }
        #expect(checks.allSatisfy { [70, 71].contains($0.degraded?.other) })
        #expect(rows.filter { $0.phase == .blind }.map(\.first) == (0..<30).map(Int64.init))
        #expect(rows.filter { $0.phase == .blind }.allSatisfy { $0.degraded == nil })
        #expect(ordering(ReviewSettings(attention: 0.2)).withAttentionChecks(list(30), others: []).count == 30)
        // Pairs are no items of which a worse copy could be made.
        let pairs = (0..<30).map {
            Ordering.Entry(row: PlannedRow(first: Int64($0), second: 99, reviewer: 0), prompt: $0, key: UInt64($0))
        }
        #expect(ordering(ReviewSettings(attention: 0.2)).withAttentionChecks(pairs, others: [70]).count == 30)
    }

    private func answer(_ item: Int64, _ model: Int, prompt: Int = 0, sample: Int = 1) -> PlanState.Answer {
        PlanState.Answer(item: item, key: UInt64(item) &* 0x9E37_79B9, prompt: prompt, model: model, sample: sample)
    }

    private func assignment(_ settings: ReviewSettings, reviewers: Int = 2, skipped: [Unit.Subject: Set<Int>] = [:])
        -> Assignment
    {
        Assignment(
            settings: settings,
            reviewers: (0..<reviewers).map { UInt64($0 + 1) },
            modelCount: 3,
            skipped: skipped,
            draw: Draw(seed: settings.seed)
        )
    }

    /// Of two with as many rows who has fewer of the model; of two with as many of the form who has fewer in all.
    @Test(arguments: Array(UInt64(1)...12)) func aRowGoesToWhoHasLeastOfItsKind(seed: UInt64) {
        let settings = ReviewSettings(overlap: 1, seed: seed)
        let units = [answer(1, 0), answer(2, 0), answer(3, 1), answer(4, 1), answer(5, 0)].map(Unit.init)
        let taken: [Unit.Subject: [Int?]] = [
            units[0].subject: [0], units[1].subject: [0], units[2].subject: [1], units[3].subject: [1],
        ]
        var models = assignment(settings)
        #expect(models.rows(for: units, taken: taken).map { [$0.unit, $0.reviewer] } == [[4, 1]])
        var forms = assignment(settings)
        #expect(forms.rows(for: Array(units.prefix(2)), taken: taken).isEmpty)
        let pair = Unit(answer(6, 1, prompt: 1), answer(7, 2, prompt: 1))
        #expect(forms.rows(for: [pair], taken: [:]).map { [$0.unit, $0.reviewer] } == [[0, 1]])
        // A third reviewer has none, and is asked before both; whoever skipped it is not asked.
        var three = assignment(settings, reviewers: 3)
        #expect(three.rows(for: units, taken: taken).map(\.reviewer) == [2])
        var skipped = assignment(settings, reviewers: 3, skipped: [units[4].subject: [2]])
        #expect(skipped.rows(for: units, taken: taken).map(\.reviewer) == [1])
        var all = assignment(settings, reviewers: 2, skipped: [units[4].subject: [0, 1]])
        #expect(all.rows(for: units, taken: taken).isEmpty)
    }

    /// Half of four are for three people: those that two rate already come first, and lack one each.
    @Test(arguments: Array(UInt64(1)...12)) func whatSeveralRateAlreadyIsTheShareThatSeveralRate(seed: UInt64) {
        let units = (1...4).map { Unit(answer(Int64($0), 0, prompt: $0)) }
        var assignment = assignment(ReviewSettings(overlap: 3, overlapShare: 0.5, seed: seed), reviewers: 3)
        let taken: [Unit.Subject: [Int?]] = [
            units[0].subject: [0], units[1].subject: [0, 1], units[2].subject: [1], units[3].subject: [1, 2],
        ]
        let rows = assignment.rows(for: units, taken: taken).map { [$0.unit, $0.reviewer ?? -1] }
        #expect(rows.sorted { $0[0] < $1[0] } == [[1, 2], [3, 0]])
    }

    /// In an open plan each lacking row is nobody's.
    @Test func inAnOpenPlanRowsAreNobodys() {
        let units = (1...2).map { Unit(answer(Int64($0), 0, prompt: $0)) }
        var assignment = assignment(ReviewSettings(overlap: 3, isOpen: true), reviewers: 3)
        let rows = assignment.rows(for: units, taken: [units[0].subject: [nil, 1]])
        #expect(rows.allSatisfy { $0.reviewer == nil })
        #expect(rows.map(\.unit).sorted() == [0, 1, 1, 1])
    }
}
