/// One item with people's labels and a judge's verdict.
public struct JudgedItem: Sendable {
    /// One person's label.
    public struct Label: Sendable {
        public var person: Int
        public var value: Double

        public init(person: Int, value: Double) {
            self.person = person
            self.value = value
        }
    }

    /// The number of its prompt.
    public var prompt: Int
    public var labels: [Label]
    /// Nil where the judge was asked and gave none that could be read.
    public var verdict: Double?
    /// Of a pair of texts who wrote them, in the order in which 1 means the first.
    public var models: PairVerdicts.Models?
    /// The number of the model that wrote it; nil where none is known, or several wrote the same.
    public var author: Int?

    public init(
        prompt: Int,
        labels: [Label],
        verdict: Double?,
        models: PairVerdicts.Models? = nil,
        author: Int? = nil
    ) {
        self.prompt = prompt
        self.labels = labels
        self.verdict = verdict
        self.models = models
        self.author = author
    }
}

/// What kind of verdicts are judged.
public enum VerdictKind: Sendable, Equatable {
    /// Categories, accept and reject among them.
    case nominal
    /// Points of a scale with these ends.
    case scores(ClosedRange<Double>)
    /// First 1, tie 0, second −1.
    case pairs
}

/// The labelled items of one judge on one criterion, as the figures of its verdict need them.
struct JudgedItems {
    let items: [JudgedItem]
    let kind: VerdictKind
    let options: IntervalOptions

    /// The same items with every missing verdict as wrong as can be.
    var atWorst: JudgedItems {
        let worst = items.map { item -> JudgedItem in
            guard item.verdict == nil else { return item }
            var item = item
            switch kind {
            case .scores(let ends):
                let mean = item.labels.isEmpty ? 0 : Moments.mean(item.labels.map(\.value))
                let isUpper = mean - ends.lowerBound < ends.upperBound - mean
                item.verdict = isUpper ? ends.upperBound : ends.lowerBound
            // No label is this number, so it agrees with nobody.
            case .nominal, .pairs: item.verdict = RatingTable.largestScore
            }
            return item
        }
        return JudgedItems(items: worst, kind: kind, options: options)
    }

    /// Items with a label and a verdict.
    var judged: [JudgedItem] { items.filter { !$0.labels.isEmpty && $0.verdict != nil } }

    var promptCount: Int { Set(judged.map(\.prompt)).count }

    func options(confidence: Double) -> IntervalOptions {
        var options = options
        options.confidence = confidence
        return options
    }

    /// People's labels with the judge as the last rater, prompts as clusters.
    func table() -> (table: RatingTable, judge: Int)? {
        let people = Set(items.flatMap { $0.labels.map(\.person) }).sorted()
        let places = Dictionary(uniqueKeysWithValues: people.enumerated().map { ($1, $0) })
        var scores: [RatingTable.Score] = []
        for (number, item) in items.enumerated() {
            for label in item.labels {
                scores.append(.init(item: number, rater: places[label.person] ?? 0, value: label.value))
            }
            if let verdict = item.verdict { scores.append(.init(item: number, rater: people.count, value: verdict)) }
        }
        let names = people.indices.map { (name: Self.name($0), kind: RaterKind.human) }
        let table = try? RatingTable(
            items: items.indices.map(Self.name),
            raters: names + [(name: Self.name(people.count), kind: RaterKind.judge)],
            scores: scores,
            clusters: items.map { Self.name($0.prompt) }
        )
        return table.map { ($0, people.count) }
    }

    /// A name whose order by bytes is that of the numbers.
    private static func name(_ number: Int) -> String { String(1_000_000_000 + number) }

    /// What people hold of each judged item: the mean, or the strict majority.
    func consensus(_ item: JudgedItem) -> Double? {
        if case .scores = kind { return Consensus.of(item.labels.map(\.value), level: .interval) }
        return Consensus.of(item.labels.map(\.value), level: .nominal)
    }

    /// Judge against the human ceiling at a confidence; positive is better than a person.
    func ceiling(confidence: Double) -> (ceiling: HumanCeiling, margin: Estimate)? {
        guard let (table, judge) = table() else { return nil }
        var level = Level.nominal
        if case .scores = kind { level = .ordinal }
        let found = HumanCeiling(table: table, judge: judge, level: level, options: options(confidence: confidence))
        var margin = found.difference
        if level == .ordinal {
            margin.value = margin.value.map { -$0 }
            (margin.low, margin.high) = (margin.high.map { -$0 }, margin.low.map { -$0 })
        }
        return (found, margin)
    }
}
