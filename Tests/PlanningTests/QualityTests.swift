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
