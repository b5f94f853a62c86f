import Agreement
import Foundation
package import Ratings
package import Studies

extension SimilarityAuditDocument {
    /// What is known of texts besides their scores.
    package struct Features: Sendable {
        package var length: [ItemID: Double] = [:]
        /// The share of a text's words that stand in its prompt.
        package var copied: [ItemID: Double] = [:]

        package init() {}

        package mutating func add(_ item: ItemID, text: String, prompt: String) {
            length[item] = Double(text.unicodeScalars.count)
            let own = Self.words(text)
            if !own.isEmpty { copied[item] = Double(own.intersection(Self.words(prompt)).count) / Double(own.count) }
        }

        /// Words of four letters or more, once each.
        private static func words(_ text: String) -> Set<Substring> {
            Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.filter { $0.count > 3 })
        }
    }

    /// How far two answers of one model to one prompt lie apart in score.
    package struct Noise: Sendable {
        private(set) var differences: [Double] = []

        init() {}

        /// Of a metric's scores in a set; `samples` are the texts that one model wrote for one prompt.
        package init(of metric: Int, in set: RatingSet, study: String, samples: [(prompt: String, texts: [String])]) {
            var scores: [String: Double] = [:]
            for opinion in set.opinions(on: metric) {
                scores[set.subjects.name(of: Int(opinion.subject))] = opinion.number
            }
            for (prompt, texts) in samples {
                add(texts.compactMap { scores[ItemID(study: study, prompt: prompt, text: $0).rawValue] })
            }
        }

        /// Takes the scores of one model's answers to one prompt, each beside the next.
        mutating func add(_ scores: [Double]) {
            differences += zip(scores, scores.dropFirst()).map { abs($0 - $1) }
        }

        /// The median; nil without a prompt that a model answered twice.
        var median: Double? {
            differences.isEmpty ? nil : differences.sorted().quantile(0.5)
        }
    }

    /// Agreement with people on one criterion, beside one person's with the others, and what else moves the scores.
    package mutating func add(_ pairs: MetricPairs, _ features: Features, _ noise: Noise) throws {
        let (metric, of) = (pairs.metric, pairs.criterion)
        func add(_ question: String, _ figure: Estimate, _ note: String = "") {
            rows.append(Row(metric, of: of, question, figure, note: note))
        }
        let missing = "\(Figures.count(pairs.withoutScoreCount, "pair")) without a score left out"
        let isTold = !isBlind && pairs.withoutScoreCount > 0
        add("its sign agrees with reviewers", try pairs.signAgreement(confidence: confidence), isTold ? missing : "")
        add("one reviewer agrees with the others", try pairs.ceiling(confidence: confidence))
        let band = try pairs.tieBand(confidence: confidence)
        let words = band.band.map { "band \(Figures.fixed($0, decimals: 4)), five folds over prompts" }
        add("with a fitted tie band", band.agreement, words ?? "")
        for (name, feature) in [("longer", features.length), ("more copied from the prompt", features.copied)] {
            add("higher score for the \(name)", try pairs.prefersMore(feature, byPeople: false, confidence: confidence))
            add("reviewers prefer the \(name)", try pairs.prefersMore(feature, byPeople: true, confidence: confidence))
        }
        let question = "difference within the noise of samples"
        if let median = noise.median {
            let words =
                "noise \(Figures.fixed(median, decimals: 4)), of \(Figures.count(noise.differences.count, "couple"))"
            add(question, try pairs.within(median, confidence: confidence), words)
        } else {
            add(question, Estimate(undefined: "no model answered a prompt twice", itemCount: 0, ratingCount: 0))
        }
    }

    /// The share of probes of a rule that score as high as answers that mean the same; `basis` says which those are.
    package mutating func add(
        probes: [(prompt: String, value: Double)],
        of metric: String,
        rule: String,
        note: String
    ) throws {
        let prompts = Set(probes.map(\.prompt)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: prompts.enumerated().map { ($1, $0) })
        let share = try ClusteredShare(
            probes.map(\.value),
            clusters: probes.map { numbers[$0.prompt] ?? 0 },
            confidence: confidence
        )
        rows.append(Row(metric, of: rule, "not told apart", share.estimate, note: note))
    }

    /// A sentence of conclusion for a metric, from the criterion with the most pairs.
    package mutating func conclude(_ metric: String) {
        let own = rows.filter { $0.metric == metric }
        let signs = own.filter { $0.question == "its sign agrees with reviewers" && $0.figure.value != nil }
        var text = "\(metric): "
        var verdict = "compare it with human ratings before it decides anything"
        if let sign = signs.max(by: { $0.figure.itemCount < $1.figure.itemCount }), let value = sign.figure.value {
            let ceiling = own.first { $0.of == sign.of && $0.question == "one reviewer agrees with the others" }?.figure
            let chance = Self.words(sign.figure)
            text += "its sign agrees with reviewers in \(Figures.fixed(value, decimals: 3)) "
            text +=
                "\(Figures.interval(sign.figure.low, sign.figure.high)) of \(sign.figure.itemCount) pairs on '\(sign.of)', "
            text += chance
            if let person = ceiling?.value {
                text += "; one reviewer agrees with the others in \(Figures.fixed(person, decimals: 3))"
            }
            if (sign.figure.low ?? 0) > 0.5 {
                let isNear = ceiling?.low.map { value >= $0 } ?? false
                verdict =
                    isNear ? "as near to reviewers as one of them, on these prompts" : "good for a first look, no judge"
            } else {
                verdict = "it decides nothing"
            }
        } else if withheld.contains(metric) {
            text += "its agreement with reviewers is withheld until 'slam unblind'"
            verdict = "unblind, then compare it with human ratings before it decides anything"
        } else {
            text += "no pair with human verdicts and scores"
        }
        let blind = own.filter { $0.question == "not told apart" }.compactMap { row in
            row.figure.value.map {
                "\(Figures.fixed($0 * 100, decimals: 0)) % of \(row.figure.itemCount) \(row.of) probes"
            }
        }
        if !blind.isEmpty { text += "; it does not tell \(blind.joined(separator: " and ")) from the opposite" }
        conclusions.append("\(text): \(verdict).")
    }

    private static func words(_ figure: Estimate) -> String {
        guard let low = figure.low, let high = figure.high else { return "too few prompts to set against chance" }
        if low > 0.5 { return "better than chance" }
        return high < 0.5 ? "worse than chance" : "not told from chance"
    }
}
