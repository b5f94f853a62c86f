import Embedding
import Foundation
import Studies
import Testing

/// 500 texts with the scores of sacrebleu, rouge-score and SQuAD's script (Reference/make_text_metrics.py).
struct TextMetricTests {
    private struct Case {
        let text: String
        let references: [String]
        let scores: [(name: String, value: Double?)]
    }

    private static func cases() throws -> [Case] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/text_metrics.jsonl")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            let value = try JSONValue(parsing: String(line))
            return Case(
                text: try #require(value["text"]?.string),
                references: try #require(value["references"]?.array).compactMap(\.string),
                scores: try #require(value["scores"]?.members).map { ($0.0, $0.1.number) }
            )
        }
    }

    private static let functions: [String: @Sendable (String, [String]) -> Double?] = [
        "chrf": ChrF().score, "chrf++": ChrF(wordOrder: 2).score, "token-f1": TokenOverlap.f1,
        "normalised": TokenOverlap.normalisedMatch, "ratio": LengthRatio.ratio,
        "bleu-exp": BLEU(smoothing: .exp).score, "bleu-floor": BLEU(smoothing: .floor).score,
        "bleu-add-k": BLEU(smoothing: .addK).score, "bleu-none": BLEU(smoothing: .none).score,
        "rouge1-plain": ROUGE(.rouge1).score, "rouge2-plain": ROUGE(.rouge2).score,
        "rougeL-plain": ROUGE(.rougeL).score,
        "rouge1-stem": ROUGE(.rouge1, isStemmed: true).score, "rouge2-stem": ROUGE(.rouge2, isStemmed: true).score,
        "rougeL-stem": ROUGE(.rougeL, isStemmed: true).score,
    ]

    /// rouge-score: "Only stem words more than 3 characters long."
    @Test func shortWordsKeepTheirEnds() {
        let rouge = ROUGE(.rouge1, isStemmed: true)
        #expect(rouge.score(of: "cats", against: ["cat"]) == 1 && rouge.score(of: "it was", against: ["it wa"]) == 0.5)
    }

    @Test func everyScoreIsThatOfTheReferenceTool() throws {
        let cases = try Self.cases()
        #expect(cases.count == 500)
        for one in cases {
            #expect(one.scores.count == Self.functions.count)
            for (name, expected) in one.scores {
                let function = try #require(Self.functions[name])
                let score = function(one.text, one.references)
                let isEqual = expected.map { abs(($0) - (score ?? .infinity)) <= 1e-9 } ?? (score == nil)
                #expect(isEqual, "\(name): \(score ?? .nan), not \(expected ?? .nan): \(one.text.debugDescription)")
            }
        }
    }

    /// Each metric of a study by the name that study.yaml has for it.
    private static let measures: [(String, Similarity.TextMeasure)] = [
        ("chrf", .init(.chrf)), ("chrf++", .init(.chrfPlusPlus)), ("token-f1", .init(.tokenF1)),
        ("normalised", .init(.normalised)), ("ratio", .init(.lengthRatio)), ("bleu-exp", .init(.bleu)),
        ("bleu-floor", .init(.bleu, smoothing: .floor)), ("bleu-add-k", .init(.bleu, smoothing: .addK)),
        ("bleu-none", .init(.bleu, smoothing: .none)), ("rouge1-plain", .init(.rouge1)),
        ("rouge2-plain", .init(.rouge2)), ("rougeL-plain", .init(.rougeL)),
        ("rouge1-stem", .init(.rouge1, isStemmed: true)), ("rouge2-stem", .init(.rouge2, isStemmed: true)),
        ("rougeL-stem", .init(.rougeL, isStemmed: true)),
    ]

    @Test func aStudysMetricIsTheOneOfItsName() throws {
        for one in try Self.cases().suffix(60) {
            let expected = Dictionary(one.scores.map { ($0.name, $0.value) }) { first, _ in first }
            for (name, measure) in Self.measures {
                let score = TextMetric(measure).score(one.text, one.references)
                let wanted = expected[name] ?? nil
                #expect(wanted.map { abs($0 - (score ?? .infinity)) <= 1e-9 } ?? (score == nil), "\(name): \(one.text)")
            }
        }
    }

    /// Whatever moves a score moves what its version is made of.
    @Test func everyOptionOfAMetricMovesItsIdentity() {
        let fields = [[], ["a"], ["a", "b"]].map { $0.map { JSONField(path: $0) } }
        let json =
            fields.map { Similarity.TextMeasure(.jsonMatch, fields: $0) } + [
                .init(.jsonMatch, fields: [JSONField(path: "a", type: .integer)]), .init(.jsonValid, fields: fields[1]),
            ]
        let all = Self.measures.map(\.1) + [.init(.exact)] + json
        #expect(Set(all.map { TextMetric($0).identity.canonicalText }).count == all.count)
        #expect(TextMetric(.init(.jsonValid)).isReferenceFree && !TextMetric(.init(.jsonMatch)).isReferenceFree)
    }

    @Test func withoutAReferenceThereIsNoScore() {
        for (_, function) in Self.functions { #expect(function("text", []) == nil) }
        #expect(TokenOverlap.exactMatch("text", []) == nil)
    }

    @Test func anExactMatchIsOfBytes() {
        #expect(TokenOverlap.exactMatch("caf\u{E9}", ["cafe\u{301}"]) == 0)
        #expect(TokenOverlap.exactMatch("a ", ["b", "a "]) == 1)
    }

    @Test func jsonIsJudgedByItsDeclaredFields() {
        let match = JSONMatch(fields: [
            JSONField(path: "order.id", type: .integer), JSONField(path: "tags", type: .array),
        ])
        #expect(match.validity(of: #"{"order": {"id": 7}, "tags": []}"#) == 1)
        #expect(match.validity(of: #"{"order": {"id": 7.5}, "tags": []}"#) == 0)
        #expect(match.validity(of: #"{"order": {"id": 7}}"#) == 0)
        #expect(match.validity(of: "Sure! {}") == 0)
        let reference = #"{"tags": [1, 2], "order": {"id": 7}}"#
        #expect(match.fieldMatch(of: #"{"order": {"id": 7.0}, "tags": [1,2]}"#, against: [reference]) == 1)
        #expect(match.fieldMatch(of: #"{"order": {"id": 8}, "tags": [1,2]}"#, against: [reference]) == 0.5)
        #expect(match.fieldMatch(of: "no", against: [reference]) == 0)
        #expect(match.fieldMatch(of: reference, against: ["no JSON"]) == nil)
    }
}
