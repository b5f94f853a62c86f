import Fixtures
import Studies
import Testing

@testable import Planning

/// Draws of labels by disagreement.
struct LearningDrawTests {
    private static let study = Study(
        name: "s",
        models: [Model(name: "m", endpoint: "e", model: "m")],
        criteria: [.overall],
        reviewers: ["ana", "ben"],
        prompts: (0..<400).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
    )

    /// 400 answers; ana has a row of every one, ben of the first hundred.
    private static var state: PlanState {
        PlanState(
            answers: (0..<400).map {
                PlanState.Answer(
                    item: Int64($0),
                    key: UInt64($0) &* 0x9E37_79B9_7F4A_7C15,
                    prompt: $0,
                    model: 0,
                    sample: 1
                )
            },
            rows: (0..<400).map { PlanState.Row(first: Int64($0), reviewer: 0, position: $0) }
                + (0..<100).map { PlanState.Row(first: Int64($0), reviewer: 1, position: $0) }
        )
    }

    private static func apart(_ share: (Int) -> Double) -> [Int64: Double] {
        Dictionary(uniqueKeysWithValues: (0..<400).map { (Int64($0), share($0)) })
    }

    @Test func disagreementIsLikelierAndEverythingPossible() throws {
        let apart = Self.apart { $0 % 4 == 0 ? 1 : 0 }
        let draw = try LearningDraw(Self.study, Self.state, disagreement: apart, count: 60, number: 1)
        // Who has a row of it gets none: the first hundred are everybody's.
        #expect(draw.pool.count == 300 && draw.pool.allSatisfy { $0.item >= 100 && $0.probability > 0 })
        #expect(abs(draw.pool.reduce(0) { $0 + $1.probability } - 60) < 1e-9)
        let (high, low) = (draw.pool.filter { $0.item % 4 == 0 }, draw.pool.filter { $0.item % 4 != 0 })
        #expect((high.first?.probability ?? 0) > 3 * (low.first?.probability ?? 1))
        #expect(low.contains(where: \.isDrawn) && low.contains { !$0.isDrawn })
        let drawn = draw.pool.filter(\.isDrawn).map(\.item)
        #expect((40...80).contains(drawn.count))
        #expect(draw.rows.map(\.first) == drawn && draw.rows.allSatisfy { $0.reviewer == 1 && $0.isAdaptive })
        // At the end of ben's order.
        #expect(draw.rows.map(\.position).min() == 100)
    }

    @Test func anotherDrawDrawsOthersAndTheSameTheSame() throws {
        let apart = Self.apart { _ in 0 }
        func items(_ number: Int) throws -> [Int64] {
            try LearningDraw(Self.study, Self.state, disagreement: apart, count: 60, number: number).rows.map(\.first)
        }
        #expect(try items(1) == items(1))
        #expect(try items(1) != items(2))
        // Nobody lies apart: every one is as likely.
        let pool = try LearningDraw(Self.study, Self.state, disagreement: apart, count: 60, number: 1).pool
        #expect(Set(pool.map(\.probability)) == [60.0 / 300])
    }

    /// Whoever has less of the plan gets a label first; from then on it is turn and turn about.
    @Test func labelsGoToWhoHasLess() throws {
        var state = Self.state
        // Ana has ten rows of what is not drawn from.
        state.rows = (0..<10).map { PlanState.Row(first: Int64($0), reviewer: 0, position: $0) }
        let apart = Self.apart { _ in 0 }.filter { $0.key >= 100 }
        let draw = try LearningDraw(Self.study, state, disagreement: apart, count: 60, number: 1)
        let counts = [0, 1].map { reviewer in draw.rows.count { $0.reviewer == reviewer } }
        #expect(draw.rows.prefix(10).allSatisfy { $0.reviewer == 1 })
        #expect(counts[1] == counts[0] + 10 || counts[1] == counts[0] + 9 || counts[1] == counts[0] + 11, "\(counts)")
    }

    @Test func whereNothingIsLeftItSaysWhy() {
        #expect(throws: PlanningError.self) {
            try LearningDraw(Self.study, Self.state, disagreement: [:], count: 5, number: 1)
        }
        #expect(throws: PlanningError.self) {
            try LearningDraw(Self.study, Self.state, disagreement: [3: 1], count: 5, number: 1)
        }
    }
}
