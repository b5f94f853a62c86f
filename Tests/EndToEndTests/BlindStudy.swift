import Fixtures
import Foundation
import GRDBSQLite
import Rehearsal
import Studies
import Testing

/// A collected and planned study of four models whose texts are exchangeable: drawn alike, given to models by lot.
final class BlindStudy {
    let folder: StudyFolder
    let texts: [HiddenText]
    let models = ["planted-ant", "planted-bee", "planted-cat", "planted-dog"]
    private let server: RehearsalServer

    private static let words = ["the", "answer", "is", "that", "one", "may", "go", "there", "by", "rail", "or", "bus"]

    init(prompts: Int = 16) throws {
        folder = try StudyFolder()
        var random = SplitMix(state: 7)
        var texts: [HiddenText] = []
        for prompt in 1...prompts {
            for model in models.indices.shuffled(using: &random) {
                let mark = "zq" + String(random.next(), radix: 36)
                let body = (0..<Int.random(in: 8...30, using: &random)).compactMap { _ in
                    Self.words.randomElement(using: &random)
                }
                texts.append(
                    HiddenText(
                        prompt: prompt,
                        model: model,
                        text: "\(mark) \(body.joined(separator: " ")). Truly. So.",
                        mark: mark
                    )
                )
            }
        }
        self.texts = texts
        let models = models
        let lines = texts.map {
            Script.Line(
                model: models[$0.model],
                prompt: "Ask \($0.prompt).",
                matches: [],
                response: $0.text,
                inputTokens: 5,
                outputTokens: Attackers.tokens($0)
            )
        }
        let judge = Script.Line(
            model: "judge",
            prompt: nil,
            matches: ["Rate"],
            response: "{\"reason\": \"so\", \"score\": 3}"
        )
        server = try RehearsalServer(script: Script(lines: lines + [judge]))
        try write()
    }

    deinit { server.stop() }

    private func write() throws {
        let names = models.map {
            "  \($0): {endpoint: api, model: \($0)\($0.hasSuffix("ant") ? ", baseline: true" : "")}"
        }
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:\(server.port)/v1", limits: {concurrency: 1}}}
            models:
            \(names.joined(separator: "\n"))
            criteria:
              overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}
              better: {question: "Which one?", pairwise: {tie: true}}
            reviewers: [ana, ben]
            review: {repeats: 0.1, attention: 0.1, seed: 3}
            judges: {gpt: {endpoint: api, model: judge, criteria: [overall], template: judge.mustache}}
            similarity: {lexical-to-ant: {embedder: lexical, anchor: planted-ant}}
            """
        )
        try folder.write(
            "Prompts/s/judge.mustache",
            "Rate {{criterion}} {{scale}}\n{{prompt}}\n{{boundary}}\n{{response}}\n{{boundary}}\n{\"reason\", \"score\"}"
        )
        let prompts = Set(texts.map(\.prompt)).sorted().map { "{\"id\": \"p\($0)\", \"prompt\": \"Ask \($0).\"}\n" }
        try folder.write("Prompts/s/prompts.jsonl", prompts.joined())
    }

    /// Collects, judges, scores, and lets both reviewers rate a part.
    func begin() throws {
        for command in ["collect", "judge", "similarity"] {
            let run = try folder.slam(command)
            try #require(run.status == 0, "\(command): \(run.errors)")
        }
        for reviewer in ["ana", "ben"] {
            let keys = String(repeating: "3\na\n", count: 40) + "q\n"
            try #require(try folder.slam("review", "--reviewer", reviewer, "--line", input: keys).status == 0)
        }
    }

    var attackers: Attackers { Attackers(texts: texts, models: models) }
}
