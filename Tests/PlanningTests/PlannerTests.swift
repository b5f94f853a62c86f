import Planning
import Studies
import Testing

/// Properties of plans over random studies.
struct PlannerTests {
    struct Subject: Hashable {
        var first: Int64
        var second: Int64?
    }

    static let seeds = Array(UInt64(1)...60)

    private func plan(_ random: RandomStudy) throws -> [PlannedRow]? {
        do {
            return try random.planner.rows(random.state)
        } catch {
            #expect(error.description.contains("distance"))
            return nil
        }
    }

    /// What is said of every plan says nothing of a study that has none.
    @Test func mostOfTheStudiesHaveAPlanWithPairs() throws {
        let plans = try Self.seeds.compactMap { try plan(RandomStudy(seed: $0)) }
        let paired = plans.count { rows in rows.contains { $0.second != nil } }
        #expect(plans.count >= 20 && paired >= 15, "\(plans.count) plans, \(paired) with pairs")
    }

    private func blind(_ rows: [PlannedRow]) -> [Subject: [PlannedRow]] {
        Dictionary(grouping: rows.filter { $0.phase == .blind }) { Subject(first: $0.first, second: $0.second) }
    }

    private func excess(_ rows: [PlannedRow]) -> Int {
        rows.reduce(0) { $0 + ($1.side == .first ? 1 : $1.side == .second ? -1 : 0) }
    }

    @Test(arguments: seeds) func overlapIsExactAndNobodyRatesTwice(seed: UInt64) throws {
        let random = RandomStudy(seed: seed)
        guard let rows = try plan(random) else { return }
        for isPair in [false, true] {
            let subjects = blind(rows).filter { ($0.key.second != nil) == isPair }
            let prompts = random.prompts
            let byPrompt = Dictionary(grouping: subjects.flatMap(\.value)) { prompts[$0.first] }.values.map { rows in
                var seen: Set<Int?> = []
                return rows.filter { seen.insert($0.reviewer).inserted }
            }
            for group in subjects.values { #expect(Set(group.map(\.reviewer)).count == group.count) }
            let groups = isPair && random.isByPrompt ? byPrompt : subjects.map(\.value)
            for group in groups { #expect(Set(group.map(\.reviewer)).count == group.count) }
            if let overlap = random.study.review.overlap, overlap > 1 {
                let shared = Int((Double(groups.count) * random.study.review.overlapShare + 0.5).rounded(.down))
                #expect(groups.count { $0.count == overlap } == shared)
                #expect(groups.allSatisfy { $0.count == overlap || $0.count == 1 })
            } else {
                let wanted = random.study.review.overlap ?? random.study.reviewers.count
                #expect(groups.allSatisfy { $0.count == wanted })
            }
        }
        let items = Set(random.state.answers.map(\.item)).count
        #expect(blind(rows).keys.count { $0.second == nil } == items)
    }

    @Test(arguments: seeds) func loadsAndSidesAreBalancedWithinOne(seed: UInt64) throws {
        let random = RandomStudy(seed: seed)
        guard let rows = try plan(random) else { return }
        let own = rows.filter { $0.phase == .blind }
        for form in [own.filter { $0.second == nil }, own.filter { $0.second != nil }, own] {
            let loads = random.study.reviewers.indices.map { reviewer in form.count { $0.reviewer == reviewer } }
            // Whole prompts of pairs are given out.
            let most = random.isByPrompt ? 2 * random.study.models.count * (random.study.models.count - 1) / 2 : 1
            #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= most)
        }
        #expect(abs(excess(own)) <= 1)
        for reviewer in random.study.reviewers.indices {
            #expect(abs(excess(own.filter { $0.reviewer == reviewer })) <= 1)
        }
        for (_, group) in blind(rows) { #expect(abs(excess(group)) <= 1) }
    }

    /// The left side goes to each model of a compared pair about equally often.
    @Test(arguments: seeds) func modelsStandOnBothSides(seed: UInt64) throws {
        let random = RandomStudy(seed: seed)
        guard let rows = try plan(random) else { return }
        var models: [Int64: Int] = [:]
        for answer in random.state.answers.reversed() { models[answer.item] = answer.model }
        var balance: [[Int]: Int] = [:]
        for row in rows where row.phase == .blind {
            guard let second = row.second, let a = models[row.first], let b = models[second] else { continue }
            let isLowLeft = (a < b) == (row.side == .first)
            balance[[min(a, b), max(a, b)], default: 0] += isLowLeft ? 1 : -1
        }
        for (pair, value) in balance where pair[0] != pair[1] { #expect(abs(value) <= 4, "\(pair)") }
    }

    @Test(arguments: seeds) func repeatsKeepTheirDistance(seed: UInt64) throws {
        var random = RandomStudy(seed: seed)
        random.study.review.distance = Int(seed % 12)
        guard let rows = try plan(random) else { return }
        for reviewer in random.study.reviewers.indices {
            let own = rows.filter { $0.reviewer == reviewer }.sorted { $0.position < $1.position }
            #expect(Set(own.map(\.position)).count == own.count)
            let blindCount = own.count { $0.phase == .blind }
            let wanted = (Double(blindCount) * random.study.review.repeats + 0.5).rounded(.down)
            #expect(own.count { $0.phase == .repeat } == Int(wanted))
            for (place, row) in own.enumerated() where row.phase == .repeat {
                let original = try #require(
                    own.firstIndex { $0.phase == .blind && $0.first == row.first && $0.second == row.second }
                )
                #expect(place - original - 1 >= Int(seed % 12))
            }
        }
    }

    @Test(arguments: seeds) func sidesStayBalancedWhenPromptsAndReviewersAreAddedTimeAndAgain(seed: UInt64) throws {
        var random = RandomStudy(seed: seed)
        random.study.review.repeats = 0
        random.study.review.attention = 0
        let (prompts, answers) = (random.study.prompts, random.state.answers)
        var rows: [PlannedRow] = []
        for step in 1...4 {
            let count = prompts.count * step / 4
            random.study.prompts = Array(prompts.prefix(count))
            random.state.answers = answers.filter { $0.prompt < count }
            if step > 2 { random.study.reviewers.append("late\(step)") }
            rows += try random.planner.rows(random.state(after: rows))
            let pairs = rows.filter { $0.second != nil }
            if case .budget(let budget) = random.study.review.pairs {
                #expect(Set(pairs.map { [$0.first, $0.second ?? 0] }).count <= budget)
            }
            // What stays can leave two over all rows where every pair and reviewer is even.
            #expect(
                abs(excess(pairs)) <= 2,
                "step \(step): \(excess(pairs)) of \(pairs.count)"
            )
            for reviewer in random.study.reviewers.indices {
                let own = pairs.filter { $0.reviewer == reviewer }
                #expect(
                    abs(excess(own)) <= (random.isByPrompt ? 2 : 1),
                    "step \(step), reviewer \(reviewer): \(excess(own)) of \(own.count)"
                )
            }
        }
    }

    @Test(arguments: seeds) func planningAgainAddsNothingAndMoreReviewersKeepWhatIsThere(seed: UInt64) throws {
        var random = RandomStudy(seed: seed)
        random.study.review.repeats = 0
        guard let rows = try plan(random) else { return }
        #expect(try random.planner.rows(random.state(after: rows)).filter { $0.phase == .blind }.isEmpty)
        random.study.reviewers.append("new")
        let more = try random.planner.rows(random.state(after: rows))
        let all = blind(rows + more)
        let wanted = random.study.review.overlap ?? random.study.reviewers.count
        #expect(all.values.allSatisfy { $0.count <= wanted && Set($0.map(\.reviewer)).count == $0.count })
    }

    @Test func aSeedGivesTheSamePlanWhateverTheRowIds() throws {
        var random = RandomStudy(seed: 5)
        let rows = try random.planner.rows(random.state)
        for place in random.state.answers.indices { random.state.answers[place].item += 1000 }
        var moved = try random.planner.rows(random.state)
        for place in moved.indices {
            moved[place].first -= 1000
            moved[place].second = moved[place].second.map { $0 - 1000 }
            if let other = moved[place].degraded?.other { moved[place].degraded?.other = other - 1000 }
        }
        #expect(moved == rows)
        random.study.review.seed += 1
        #expect(try random.planner.rows(random.state) != rows)
    }

    @Test func quotasHoldOrThePlanIsRefused() throws {
        var random = RandomStudy(seed: 9)
        random.study.review.quotas = [.init(group: .tag, name: "even", count: 3)]
        let even = Set(random.state.answers.filter { $0.prompt % 2 == 0 }.map(\.item))
        let items = blind(try random.planner.rows(random.state)).keys.filter { $0.second == nil }
        #expect(items.count { even.contains($0.first) } == 3)
        random.study.review.quotas[0].count = 100_000
        #expect(throws: PlanningError.self) { try random.planner.rows(random.state) }
    }

    @Test func whatCannotBeKeptIsRefusedWithTheReason() throws {
        var random = RandomStudy(seed: 3)
        random.study.review.overlap = random.study.reviewers.count + 1
        let refusal = #expect(throws: PlanningError.self) { try random.planner.rows(random.state) }
        #expect(refusal?.description.contains("reviewers") == true)
    }

    @Test func responsesToOnePromptAreApart() throws {
        var random = RandomStudy(seed: 11)
        random.study.criteria.removeLast()
        random.study.review = ReviewSettings(seed: 3)
        let rows = try random.planner.rows(random.state).filter { $0.reviewer == 0 }
        let prompts = Dictionary(random.state.answers.map { ($0.item, $0.prompt) }) { first, _ in first }
        let order = rows.sorted { $0.position < $1.position }.map { prompts[$0.first] }
        for (one, other) in zip(order, order.dropFirst()) { #expect(one != other) }
    }
}
