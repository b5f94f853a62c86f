import Agreement
import Planning
import Studies
import Testing

/// What gives a model away without a text being read, and what does not.
struct PlanAttackTests {
    /// Two texts a prompt, one of each model; of every second prompt the later model's has the smaller row.
    private static func item(_ prompt: Int, _ model: Int) -> Int64 {
        Int64(prompt * 2 + (prompt % 2 == 0 ? model : 1 - model) + 1)
    }

    private static let answers = (0..<40).flatMap { prompt in
        (0..<2).map { PlanState.Answer(item: item(prompt, $0), key: 0, prompt: prompt, model: $0, sample: 1) }
    }

    private func attack(_ rows: [PlannedRow], seed: UInt64 = 1) throws -> PlanAttack {
        try #require(PlanAttack(rows, answers: Self.answers, seed: seed, shuffles: 60))
    }

    /// One pair of each prompt; the side is that on which its first text stands.
    private func pairs(_ side: (_ prompt: Int) -> RatingRecord.Side) -> [PlannedRow] {
        (0..<40).map { prompt in
            let items = [Self.item(prompt, 0), Self.item(prompt, 1)].sorted()
            return PlannedRow(
                first: items[0],
                second: items[1],
                reviewer: 0,
                side: side(prompt),
                position: prompt
            )
        }
    }

    @Test func aModelThatAlwaysStandsOnTheLeftIsFound() throws {
        // Of even prompts its text is the first one.
        let found = try attack(pairs { $0 % 2 == 0 ? .first : .second })
        #expect(found.share == 1 && found.isAboveLuck && found.clue == "how often it stands on the left")
        // The first text always on the left says nothing of models.
        let fair = try attack(pairs { _ in .first })
        #expect(fair.share < 0.7 && found.texts == 80)
    }

    /// They are copies: that a text's copy comes says nothing of who wrote it.
    @Test func attentionChecksAreNoTextsThatComeBack() throws {
        var rows = Self.answers.map { PlannedRow(first: $0.item, reviewer: 0) }
        let fair = try attack(rows)
        rows += Self.answers.filter { $0.model == 0 }.map {
            PlannedRow(
                first: $0.item,
                reviewer: 0,
                phase: .attention,
                degraded: .init(harm: .cut, other: nil, key: 1)
            )
        }
        #expect(try attack(rows) == fair && !fair.isAboveLuck)
        // Without a word of that they would.
        let plain = rows.map { PlannedRow(first: $0.first, reviewer: 0) }
        #expect(try attack(plain).share == 1)
    }

    /// One in twenty orders that tell nothing lies above the 95 % point of luck, and not one in two.
    @Test func luckIsWhatNinetyFiveInAHundredShufflesReach() throws {
        var generator = Generator(seed: 7)
        let found = try (0..<40).count { _ in
            let order = Array(0..<80).shuffled(using: &generator)
            let rows = zip(Self.answers, order).map { PlannedRow(first: $0.item, reviewer: 0, position: $1) }
            return try attack(rows, seed: generator.next()).isAboveLuck
        }
        #expect(found <= 7, "\(found) of 40")
    }
}
