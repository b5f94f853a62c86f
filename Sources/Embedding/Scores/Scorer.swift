package import Studies

/// Scores texts against what they are compared with.
package struct Scorer: Sendable {
    /// A score, nil where the text has nothing to compare, and whether the text was cut.
    package struct Scored: Sendable, Equatable {
        package var value: Double?
        package var isTruncated = false
        /// Whether the text has what it takes, and nothing that it is compared with has.
        package var lacksTarget = false
    }

    /// What its scores depend on besides the texts.
    package let identity: JSONValue
    /// The scores of comparisons, in their order.
    package let scores: @Sendable (_ comparisons: [Comparison], _ jobs: Int) async throws -> [Scored]
}

extension Scorer {
    /// The cosine to the targets: their mean or maximum; with bad exemplars, the nearest good less the nearest bad.
    package init(_ embedder: Embedder, aggregate: Similarity.Aggregate, kept: VectorShelf? = nil) {
        let members: [(String, JSONValue)] = [
            ("embedder", .string(embedder.version)), ("aggregate", .string(aggregate.rawValue)),
        ]
        identity = .object(members)
        scores = { comparisons, jobs in
            var seen: Set<TextBytes> = []
            let texts = comparisons.flatMap(\.texts)
                .filter { seen.insert(TextBytes(text: $0)).inserted }
            let vectors = try await embedder.lookup(texts, jobs: jobs, kept: kept)
            return comparisons.map { comparison in
                // A score of a part of its targets would stand as that of all, also once the rest is there.
                let isWhole = comparison.texts.allSatisfy { $0.isEmpty || vectors[TextBytes(text: $0)] != nil }
                guard isWhole || !embedder.mayComeLater else { return Scored(value: nil) }
                return Self.score(comparison, aggregate) { vectors[TextBytes(text: $0)] }
            }
        }
    }

    private static func score(
        _ comparison: Comparison,
        _ aggregate: Similarity.Aggregate,
        _ vector: (String) -> Embedder.Embedded?
    ) -> Scored {
        guard let own = vector(comparison.text) else {
            let hasTarget = comparison.targets.contains { vector($0) != nil }
            return Scored(value: nil, lacksTarget: !hasTarget)
        }
        func cosines(_ texts: [String]) -> [Double] {
            texts.compactMap { vector($0).flatMap { own.vector.cosine(to: $0.vector) } }
        }
        let near = cosines(comparison.targets)
        guard !near.isEmpty else { return Scored(value: nil, lacksTarget: true) }
        guard comparison.opposed.isEmpty else {
            let margin = near.max().flatMap { good in cosines(comparison.opposed).max().map { good - $0 } }
            return Scored(value: margin, isTruncated: own.isTruncated)
        }
        return Scored(value: aggregate.value(of: near), isTruncated: own.isTruncated)
    }

    /// A measure of the texts themselves; several references together where no aggregate is named.
    package init(_ metric: TextMetric, aggregate: Similarity.Aggregate?) {
        let members: [(String, JSONValue)] = [
            ("text", metric.identity), ("aggregate", aggregate.map { .string($0.rawValue) } ?? .null),
        ]
        identity = .object(members)
        scores = { comparisons, jobs in
            try await inParallel(comparisons.runs(of: 32), jobs: jobs) { run in
                run.map { comparison in
                    guard let aggregate, !metric.isReferenceFree else {
                        return Scored(value: metric.score(comparison.text, comparison.targets))
                    }
                    return Scored(
                        value: aggregate.value(
                            of: comparison.targets.compactMap { metric.score(comparison.text, [$0]) }
                        )
                    )
                }
            }.flatMap(\.self)
        }
    }
}

extension Similarity.Aggregate {
    /// Nil of nothing.
    func value(of scores: [Double]) -> Double? {
        guard !scores.isEmpty else { return nil }
        switch self {
        case .mean: return scores.reduce(0, +) / Double(scores.count)
        case .max: return scores.max()
        }
    }
}

/// Where an embedder's vectors are kept between runs.
package struct VectorShelf: Sendable {
    /// The kept vectors of texts, in their order.
    package let find: @Sendable (_ texts: [String]) throws -> [Embedder.Embedded?]
    package let keep: @Sendable (_ vectors: [(text: String, embedded: Embedder.Embedded)]) throws -> Void

    package init(
        find: @escaping @Sendable ([String]) throws -> [Embedder.Embedded?],
        keep: @escaping @Sendable ([(text: String, embedded: Embedder.Embedded)]) throws -> Void
    ) {
        self.find = find
        self.keep = keep
    }
}

extension Embedder {
    /// The vectors of distinct texts: those on the shelf, and the others made in batches of like length, the longest first, so
    /// that no thread begins a long one when the others have ended.
    func lookup(_ texts: [String], jobs: Int, kept shelf: VectorShelf?) async throws -> [TextBytes: Embedded] {
        var vectors: [TextBytes: Embedded] = [:]
        var missing: [String] = []
        for (text, found) in zip(texts, try shelf?.find(texts) ?? texts.map { _ in nil }) {
            if let found { vectors[TextBytes(text: text)] = found } else { missing.append(text) }
        }
        missing.sort { (-$0.utf8.count, $0) < (-$1.utf8.count, $1) }
        for group in missing.runs(of: batch * jobs * 16) {
            let share = jobs == 1 ? batch : min(batch, max(4, group.count / (16 * jobs)))
            let made = try await inParallel(group.runs(of: share), jobs: jobs) { try self.vectors($0) }.flatMap(\.self)
            var new: [(text: String, embedded: Embedded)] = []
            for (text, embedded) in zip(group, made) {
                guard let embedded else { continue }
                vectors[TextBytes(text: text)] = embedded
                new.append((text, embedded))
            }
            try shelf?.keep(new)
        }
        return vectors
    }
}
