import Agreement
import Auditing
import Foundation
import Testing

@testable import Ratings
@testable import Reporting
@testable import Studies

/// What stands beside a model's quality, and what the table of models says of its comparisons.
struct ModelsTextTests {
    /// Forty prompts that these people score, each model by a rule of its own.
    private static func figures(
        _ models: [(name: String, score: (Int) -> Int)],
        people: [String] = ["ana", "ben"],
        baseline: String? = "good",
        margin: Double? = nil
    ) throws -> ModelFigures {
        var text = "item,prompt,model,rater,score\n"
        for prompt in 0..<40 {
            for model in models {
                for person in people {
                    text += "\(prompt)-\(model.name),p\(prompt),\(model.name),\(person),\(model.score(prompt))\n"
                }
            }
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-models-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        var set = try RatingSet(file: path, scoring: Scoring(levels: ["ordinal"], categories: ["1,2,3,4,5"]))
        set.modelNames = set.subjects.models
        let margins = margin.map { ["score": $0] } ?? [:]
        let settings = CalibrationSettings(margins: margins)
        let declared = margin.map {
            [DeclaredMargin(criterion: "score", margin: $0, plannedCount: nil, ratingsBefore: 0)]
        }
        let parts = StudyCopyParts(baseline: baseline, calibration: settings, declared: declared ?? [])
        return try ModelFigures(set, copy: parts, options: IntervalOptions(resamples: 50, seed: 1))
    }

    private static var two: [(name: String, score: (Int) -> Int)] {
        [("good", { 3 + $0 % 3 }), ("bad", { 1 + $0 % 2 })]
    }

    /// Probes every minute, of which every `failing`-th fails.
    private static func probes(_ model: String, seconds: Int, failing: Int, cached: Int = 0) -> [Attempt] {
        (0..<100).map { number in
            var attempt = Attempt(
                purpose: .probe,
                model: model,
                startedAt: Int64(number) * 60_000 + (model == "bad" ? 30_000 : 0),
                outcome: number % failing == failing - 1 ? .failure("overloaded") : .success
            )
            (attempt.timing.firstToken, attempt.timing.total) = (.seconds(seconds), .seconds(2 * seconds))
            attempt.usage = Attempt.Usage(input: 100, output: 10, cached: cached)
            attempt.slot = Attempt.Slot(schedule: "x", number: number)
            return attempt
        }
    }

    private static func joined(_ attempts: [Attempt]) throws -> (standings: [String: String], sentence: String) {
        let study = Study(
            name: "s",
            endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
            models: [
                Model(name: "good", endpoint: "api", model: "g", isBaseline: true),
                Model(name: "bad", endpoint: "api", model: "b"),
            ]
        )
        let evidence = CostReport.Evidence(attempts: attempts, loads: [], prices: [:])
        let figures = try figures(two)
        let audits = ModelAudit.all(study, evidence, AuditOptions(resamples: 20))
        let found = try JoinedModels(figures, shown: figures, audits: audits)
        let keys = found.table.columns.map(\.key)
        let place = try #require(keys.firstIndex(of: "pareto"))
        return (
            Dictionary(found.table.rows.map { ($0[1].text, $0[place].text) }) { first, _ in first },
            found.sentences.joined(separator: " ")
        )
    }

    /// What is to be set before models can be compared is said: a baseline, then a margin.
    @Test(arguments: [(nil, nil), ("good", nil), ("good", 0.5)] as [(String?, Double?)])
    func whatIsLackingForAVerdictIsSaid(baseline: String?, margin: Double?) throws {
        let figures = try Self.figures(Self.two, baseline: baseline, margin: margin)
        let said = try ModelsDocument(figures, audits: []).written(as: .table)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let lines = [
            "No baseline: mark one of the models in study.yaml with baseline: true.",
            "No margin: set criteria.NAME.margin in study.yaml, before anybody rates,",
            "Non-inferior: the whole 90 % interval",
        ]
        let expected = baseline == nil ? 0 : margin == nil ? 1 : 2
        for (place, line) in lines.enumerated() { #expect(said.contains(line) == (place == expected), "\(line)") }
        #expect(said.contains("A corrected figure rests on people's labels;"))
    }

    /// The worse model fails more often too, and is as fast.
    @Test func whoIsWorseAndFailsMoreIsDominated() throws {
        let found = try Self.joined(
            Self.probes("good", seconds: 1, failing: 50) + Self.probes("bad", seconds: 1, failing: 5)
        )
        #expect(found.standings == ["good": "in the set", "bad": "dominated by good"])
        #expect(found.sentence.contains("quality, failures; left out: latency (the same of all)"))
        let other = try Self.joined(
            Self.probes("good", seconds: 1, failing: 5) + Self.probes("bad", seconds: 1, failing: 50)
        )
        #expect(other.standings == ["good": "in the set", "bad": "in the set"])
    }

    @Test func latenciesOfUnlikeCachesDecideNothing() throws {
        let alike = try Self.joined(
            Self.probes("good", seconds: 1, failing: 50) + Self.probes("bad", seconds: 2, failing: 5)
        )
        #expect(alike.sentence.contains("quality, latency, failures"), "\(alike.sentence)")
        let cached = try Self.joined(
            Self.probes("good", seconds: 1, failing: 50, cached: 40) + Self.probes("bad", seconds: 2, failing: 5)
        )
        #expect(
            cached.sentence.contains("quality, failures; left out: latency (cached or shared differently)"),
            "\(cached.sentence)"
        )
    }

    private static func comparison(_ figures: ModelFigures) throws -> JSONValue {
        let text = try ModelsDocument(figures, audits: []).written(as: .json)
        return try #require(try JSONValue(parsing: text)["comparisons"]?.array?.first)
    }

    @Test func onePersonsOpinionIsCalledSo() throws {
        let one = try Self.comparison(try Self.figures(Self.two, people: ["ana"]))
        #expect(one["note"]?.string == "one person's opinion" && one["raters"]?.number == 1)
        let two = try Self.comparison(try Self.figures(Self.two))
        #expect(two["note"] == .null && two["raters"]?.number == 2)
    }

    @Test func pairsThatLeaveZeroOutByChanceAreCounted() throws {
        let figures = try Self.figures([
            ("good", { 3 + $0 % 3 }), ("bad", { 1 + $0 % 2 }), ("fair", { 2 + $0 % 3 }), ("poor", { 1 + $0 % 3 }),
        ])
        let said = try ModelsDocument(figures, audits: []).written(as: .table).split(whereSeparator: \.isWhitespace)
        #expect(said.joined(separator: " ").contains("of 3 about 5 % leave 0 out by chance"))
    }
}
