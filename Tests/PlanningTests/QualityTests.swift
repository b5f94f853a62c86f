import Agreement
import Planning
import Studies
import Testing

/// What was planted is found, and who is honest is not accused.
struct QualityTests {
    static let scale = Scale(min: 1, max: 5, step: 1)

    /// The figures of five reviewers: the first rates seven in ten without reading, the second prefers the left.
    private func figures(seed: UInt64) -> [ReviewerFigure] {
        var simulator = Simulator(seed: seed)
        let raters = [
            SimulatedRater(name: "lazy", laziness: 0.7), SimulatedRater(name: "left", leftBias: 1.5),
            SimulatedRater(name: "honest", noise: 0.6), SimulatedRater(name: "strict", severity: -0.7),
            SimulatedRater(name: "mild", severity: 0.5, noise: 0.9),
        ]
        var ratings: [ReviewerRating] = []
        let texts = (0..<60).map { _ in
            SimulatedText(quality: 3.3 + simulator.normal(), length: 200 + Int(simulator.uniform() * 800))
        }
        for rater in raters {
            for (place, text) in texts.enumerated() {
                func add(_ text: SimulatedText, _ phase: ReviewerRating.Purpose) {
                    ratings.append(
                        ReviewerRating(
                            reviewer: rater.name,
                            subject: "\(place)",
                            criterion: "overall",
                            value: simulator.score(text, by: rater, place: place, scale: Self.scale),
                            purpose: phase,
                            order: ratings.count,
                            lengths: [text.length]
                        )
                    )
                }
                add(text, .blind)
                if place % 6 == 0 { add(text, .repeat) }
                if place % 6 == 1 { add(SimulatedText(quality: text.quality - 2, length: text.length / 3), .attention) }
                let other = texts[(place + 7) % texts.count]
                ratings.append(
                    ReviewerRating(
                        reviewer: rater.name,
                        subject: "\(place):",
                        criterion: "better",
                        value: simulator.comparison(text, other, by: rater, place: place, tie: true),
                        isPair: true,
                        order: ratings.count,
                        lengths: [text.length, other.length]
                    )
                )
            }
        }
        return raters.flatMap { ReviewerQuality(of: $0.name, among: ratings, steps: ["overall": 1]).figures }
    }

    @Test func plantedHabitsAreFoundInTwoHundredStudies() {
        var (lazy, left, accused) = (0, 0, 0)
        for seed in UInt64(1)...200 {
            let noted = figures(seed: seed).filter(\.isNoted)
            if noted.contains(where: { $0.reviewer == "lazy" }) { lazy += 1 }
            if noted.contains(where: { $0.reviewer == "left" && $0.check == "position" }) { left += 1 }
            accused += Set(noted.map(\.reviewer)).intersection(["honest", "strict", "mild"]).count
        }
        #expect(lazy >= 180, "\(lazy) of 200")
        #expect(left >= 180, "\(left) of 200")
        // Three honest reviewers in each study.
        #expect(accused <= 30, "\(accused) of 600")
    }

    @Test func severityIsRecoveredWithItsInterval() throws {
        let found = figures(seed: 4).filter { $0.check == "severity" }
        let strict = try #require(found.first { $0.reviewer == "strict" })
        let mild = try #require(found.first { $0.reviewer == "mild" })
        #expect(try #require(strict.estimate.high) < 0 && (try #require(mild.estimate.low)) > 0)
    }

    /// What is a point on one scale is little on another: no mean takes both.
    @Test func severityStandsByCriterionOverPrompts() throws {
        var ratings: [ReviewerRating] = []
        func add(_ name: String, _ place: Int, _ criterion: String, _ value: Double) {
            ratings.append(
                ReviewerRating(
                    reviewer: name,
                    subject: "\(place)",
                    prompt: "p\(place / 4)",
                    criterion: criterion,
                    value: value,
                    order: ratings.count,
                    lengths: [100 + place]
                )
            )
        }
        for place in 0..<60 {
            // Ana gives a point less on five points, and as much as Ben, give or take 20, on a hundred.
            let level = Double(2 + place % 3)
            add("ana", place, "overall", level)
            add("ben", place, "overall", level + 1)
            add("ana", place, "points", place % 2 == 0 ? 70 : 30)
            add("ben", place, "points", 50)
            add("ana", place, "send", 0)
            add("ben", place, "send", Double(place % 2))
        }
        let quality = ReviewerQuality(of: "ana", among: ratings, steps: ["overall": 1, "points": 1])
        let found = quality.figures.filter { $0.check == "severity" }
        #expect(found.map(\.criterion) == ["overall", "points", "send"])
        #expect(found.map(\.estimate.value) == [-1, 0, -0.5] && found.allSatisfy { $0.estimate.itemCount == 60 })
        #expect(found[0].words.hasPrefix("in points: stricter") && found[1].words == "in points: as the others")
        #expect(found[2].words.hasPrefix("in share: stricter"))
        let lengths = quality.figures.filter { $0.check == "length" }
        #expect(lengths.map(\.criterion) == ["overall", "points", "send"])
        #expect(lengths[1].estimate.method?.contains("over 15 prompts, t with 14 degrees of freedom") == true)
    }

    /// Where the interval beside them has no 0, the words say so; texts of nearly one length tell of no doubling.
    @Test(arguments: [(300, false), (4, true)])
    func wordsOnLengthFollowTheInterval(range: Int, isOfOneLength: Bool) throws {
        let ratings = (0..<40).flatMap { place in
            ["ana", "ben"].map { name -> ReviewerRating in
                // A slope of 2.4 times its error: beyond 95 %, and not noted.
                let value: Double = 3 + Double(place * 7 % 10) / 4 + Double(place) / 50
                return ReviewerRating(
                    reviewer: name,
                    subject: "\(place)",
                    prompt: "p\(place)",
                    criterion: "overall",
                    value: name == "ben" ? 3 : value,
                    lengths: [100 + place * range / 40]
                )
            }
        }
        let figures = ReviewerQuality(of: "ana", among: ratings, steps: ["overall": 1]).figures
        let found = try #require(figures.first { $0.check == "length" })
        #expect((found.estimate.value == nil) == isOfOneLength, "\(found)")
        guard !isOfOneLength else { return #expect(found.estimate.undefined?.contains("nearly of one length") == true) }
        let isClear = try #require(found.estimate.low) > 0
        #expect(isClear && !found.isNoted && found.words.hasSuffix("longer texts get more than the others give them"))
    }

    /// Sixty texts of four prompts are no sixty independent ones.
    @Test func severityIsClusteredByPrompt() throws {
        func severity(prompts: Int) throws -> Estimate {
            let ratings = (0..<60).flatMap { place in
                ["ana", "ben"].map { name in
                    ReviewerRating(
                        reviewer: name,
                        subject: "\(place)",
                        prompt: "p\(place % prompts)",
                        criterion: "overall",
                        value: name == "ben" ? 3 : 3 + Double(place % 4) / 2,
                        lengths: [100]
                    )
                }
            }
            let figures = ReviewerQuality(of: "ana", among: ratings, steps: ["overall": 1]).figures
            return try #require(figures.first { $0.check == "severity" }).estimate
        }
        let (few, many) = (try severity(prompts: 4), try severity(prompts: 60))
        // The means of the four are 0, 0.5, 1 and 1.5: t with 3 degrees of freedom, 3.18245 · 0.645497 / 2.
        #expect(few.value == 0.75 && abs((few.high ?? 0) - 1.777135) < 1e-5, "\(few)")
        #expect((many.high ?? 9) < 0.9, "\(many)")
    }

    /// Who gave one score to everything is noted, whoever else has rated how little.
    @Test(arguments: [
        ([String: [Double]](), true, "one score was given to nearly everything"),
        (["ben": [1]], true, "one score was given to nearly everything"),
        (
            ["ben": [1], "cy": (0..<24).map { Double($0 % 3) }], true,
            "one score was given far more often than by others"
        ),
        (["ben": Array(repeating: 2, count: 24)], false, "scores vary as the others' do"),
    ])
    func oneScoreForEverythingIsNoted(others: [String: [Double]], noted: Bool, words: String) throws {
        let all = others.merging(["ana": Array(repeating: 3, count: 24)]) { one, _ in one }
        let ratings = all.sorted { $0.key < $1.key }.flatMap { name, scores in
            scores.enumerated().map { place, score in
                ReviewerRating(
                    reviewer: name,
                    subject: "\(place)",
                    criterion: "overall",
                    value: score,
                    purpose: .blind,
                    order: place,
                    lengths: [100]
                )
            }
        }
        let figures = ReviewerQuality(of: "ana", among: ratings, steps: ["overall": 1]).figures
        let found = try #require(figures.first { $0.check == "same_score" })
        #expect(found.isNoted == noted && found.words == words, "\(found)")
    }
}
