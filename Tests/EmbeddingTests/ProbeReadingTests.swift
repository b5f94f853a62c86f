import Studies
import Testing

@testable import Embedding

/// What a metric cannot tell apart, held to what scores as answers that mean the same do.
struct ProbeReadingTests {
    private func probe(_ rule: Probe.Rule, _ sentence: String) -> Probe {
        Probe(rule: rule, prompt: "p-\(sentence)", sentence: sentence, changed: "not \(sentence)")
    }

    /// A reading of no probes, whose scores are put in by hand.
    private func reading(alike: [Double] = [], _ scores: [(Probe.Rule, String, Double?)] = []) async throws
        -> ProbeReading
    {
        let scorer = Scorer(TextMetric(Similarity.TextMeasure(.exact)), aggregate: nil)
        var reading = try await ProbeReading([], samples: [], scorer: scorer, jobs: 1)
        reading.alike = alike
        reading.reads = scores.map { .init(probe: probe($0.0, $0.1), score: $0.2) }
        return reading
    }

    @Test func theThresholdIsTheFifthPercentileAndOfFewTheLowest() async throws {
        let twenty = (1...20).map { Double($0) / 32 }
        #expect(try await reading().threshold == nil)
        #expect(try await reading(alike: Array(twenty.reversed().prefix(19))).threshold == 2.0 / 32)
        #expect(try await reading(alike: twenty.reversed()).threshold == 2.0 / 32)
        #expect(try await reading(alike: twenty + twenty).threshold == 2.0 / 32)
        #expect(try await reading(alike: (0..<40).map(Double.init)).threshold == 2)
    }

    @Test func whatScoresAsHighIsNotToldApart() async throws {
        let reading = try await reading(
            alike: [0.5, 0.75],
            [
                (.negation, "b", 0.5), (.negation, "a", 0.4375), (.number, "c", 0.875), (.negation, "d", nil),
                (.number, "e", 0.5),
            ]
        )
        #expect(reading.isNotTold(.negation).map(\.value) == [1, 0])
        #expect(reading.isNotTold(.negation).map(\.prompt) == ["p-b", "p-a"])
        #expect(reading.isNotTold(.number).map(\.value) == [1, 1])
        #expect(reading.notToldApart.map(\.probe.sentence) == ["c", "b", "e"])
        var unknown = reading
        unknown.alike = []
        #expect(unknown.isNotTold(.negation).isEmpty && unknown.notToldApart.isEmpty)
    }

    /// Samples of one model say what means the same; without any, changes of punctuation do.
    @Test func whatMeansTheSameIsOfSamplesWhereThereAreSome() async throws {
        let scorer = Scorer(TextMetric(Similarity.TextMeasure(.exact)), aggregate: nil)
        let probes = [probe(.punctuation, "x"), probe(.negation, "y")]
        let none = try await ProbeReading(probes, samples: [], scorer: scorer, jobs: 1)
        #expect(!none.isOfSamples && none.alike == [0] && none.reads.map(\.probe.rule) == [.negation])
        let samples = [(prompt: "p", texts: ["s", "s", "t"]), (prompt: "q", texts: ["u"])]
        let some = try await ProbeReading(probes, samples: samples, scorer: scorer, jobs: 1)
        // Each sample beside the one before it.
        #expect(some.isOfSamples && some.alike == [1, 0])
    }

    @Test func gramsAreCountedAsOftenAsTheyOccur() {
        let one = Grams(of: [1, 2, 1, 2], length: 2)
        let other = Grams(of: [1, 2, 2], length: 2)
        #expect(one.count == 3 && other.count == 2)
        #expect(one.matches(other) == 1 && other.matches(one) == 1 && one.matches(one) == 3)
        // 12 twice, 21 and 22 once.
        #expect(one.union(other).count == 4 && other.union(one).count == 4)
        #expect(Grams(of: [1], length: 2).count == 0 && Grams(of: [1, 2, 3, 4, 5, 6], length: 6).count == 1)
    }

    @Test func aCosineIsOfVectorsOfOneSizeAndKind() {
        let one = TextVector.dense([0.6, 0.8])
        #expect(one.cosine(to: .dense([1, 0])).map { abs($0 - 0.6) < 1e-7 } == true)
        #expect(one.cosine(to: .dense([-2, -2])) == -1 && one.cosine(to: .dense([2, 2])) == 1)
        #expect(TextVector.dense([1]).cosine(to: one) == nil)
        #expect(one.cosine(to: .dense([1])) == nil && one.cosine(to: .dense([.nan, 0])) == nil)
        let terms = TermVector(terms: [1, 3, 5], weights: [0.5, 0.5, 0.25])
        let others = TermVector(terms: [3, 4, 5], weights: [0.5, 1, 1])
        #expect(TextVector.terms(terms).cosine(to: .terms(others)) == 0.5)
        #expect(one.cosine(to: .terms(terms)) == nil)
    }
}
