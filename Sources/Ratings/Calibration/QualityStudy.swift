package import Agreement
import Studies

/// The ratings of one criterion as calibration needs them: responses or pairs with people's labels and automatic verdicts.
package struct QualityStudy: Sendable {
    /// A response, or a pair, with whoever wrote it.
    struct Subject: Sendable {
        var number: Int
        var prompt: Int
        var labels: [JudgedItem.Label]
        /// Labels that were not drawn at random, which no estimate takes without their probability.
        var drawn: [JudgedItem.Label] = []
        /// By place in `automatic`.
        var verdicts: [QualityItem.Verdict]
    }

    package let set: RatingSet
    package let criterion: Int
    /// Numbers of the judges, panels and metrics that have an opinion on this criterion, or, metrics, on the same items.
    package let automatic: [Int]
    private(set) var subjects: [Subject] = []
    /// Labels that are left out: they were not drawn at random, and no probability is stored.
    package let notRandomCount: Int

    package var name: String { self.set.criteria[criterion].name }
    package var isPairs: Bool { self.set.criteria[criterion].kind == .pair }
    package var isAccept: Bool { self.set.criteria[criterion].level == .nominal && !isPairs }

    /// The ends of the scale: declared, else of what people gave.
    package var scale: ClosedRange<Double> {
        if let categories = set.criteria[criterion].categories, let low = categories.min(), let high = categories.max(),
            low < high
        {
            return low...high
        }
        let values = subjects.flatMap { $0.labels.map(\.value) }
        guard let low = values.min(), let high = values.max(), low < high else { return 0...1 }
        return low...high
    }

    /// The criterion of that number; nil for one of sets, which is no score of one response.
    package init?(_ set: RatingSet, criterion: Int) {
        guard set.criteria[criterion].kind != .set, !set.criteria[criterion].isMetric else { return nil }
        self.set = set
        self.criterion = criterion
        var opinions = Array(set.opinions(on: criterion))
        if set.criteria[criterion].level != .nominal, set.criteria[criterion].kind == .item {
            for metric in set.criteria.indices where set.criteria[metric].isMetric {
                opinions += set.opinions(on: metric)
            }
        }
        func isDrawn(_ opinion: Opinion) -> Bool {
            set.isHuman(opinion) && opinion.act >= 0 && set.notRandom.contains(set.acts[Int(opinion.act)].row)
        }
        let drawn = set.notRandom.isEmpty ? [] : opinions.filter(isDrawn)
        if !drawn.isEmpty { opinions.removeAll(where: isDrawn) }
        notRandomCount = drawn.count
        let numbers = Set(opinions.map { Int($0.rater) }).sorted()
        automatic = numbers.filter { set.raters[$0].kind != .human }
        let places = Dictionary(uniqueKeysWithValues: automatic.enumerated().map { ($1, $0) })
        var rows = [Int](repeating: -1, count: set.subjects.count)
        var unknown = -1
        for opinion in opinions {
            let subject = Int(opinion.subject)
            if rows[subject] < 0 {
                rows[subject] = subjects.count
                // A subject without a prompt is a prompt of its own.
                let prompt = set.subjects.promptNumber(of: subject) ?? unknown
                if prompt == unknown { unknown -= 1 }
                let verdicts = [QualityItem.Verdict](repeating: .notAsked, count: automatic.count)
                subjects.append(Subject(number: subject, prompt: prompt, labels: [], verdicts: verdicts))
            }
            let row = rows[subject]
            if let place = places[Int(opinion.rater)] {
                subjects[row].verdicts[place] = opinion.number.map { .score($0) } ?? .missing
            } else if let value = opinion.number {
                subjects[row].labels.append(.init(person: Int(opinion.rater), value: value))
            }
        }
        for opinion in drawn {
            guard let value = opinion.number, rows[Int(opinion.subject)] >= 0 else { continue }
            subjects[rows[Int(opinion.subject)]].drawn.append(.init(person: Int(opinion.rater), value: value))
        }
    }

    /// The fold of a prompt, of five, by the hash of its name and the seed.
    static func fold(of prompt: String, seed: UInt64) -> Int {
        let digest = SHA256.hex(of: "\(seed) \(prompt)").prefix(8)
        return Int(UInt32(digest, radix: 16) ?? 0) % 5
    }

    private func folds(seed: UInt64) -> [Int: Int] {
        var folds: [Int: Int] = [:]
        for subject in subjects where folds[subject.prompt] == nil {
            let name = set.subjects.prompt(of: subject.number) ?? set.subjects.name(of: subject.number)
            folds[subject.prompt] = Self.fold(of: name, seed: seed)
        }
        return folds
    }

    /// Each response once for every model that wrote it.
    package func items(seed: UInt64) -> [QualityItem] {
        guard !isPairs else { return [] }
        let folds = folds(seed: seed)
        return subjects.flatMap { subject in
            (set.subjects.figuredWriters(of: subject.number).first ?? []).map { model in
                QualityItem(
                    model: Int(model),
                    prompt: subject.prompt,
                    fold: folds[subject.prompt] ?? 0,
                    labels: subject.labels,
                    verdicts: subject.verdicts
                )
            }
        }
    }

    /// The labelled items beside one automatic rater's verdicts; those that it was not asked about are left out.
    package func judged(by rater: Int) -> [(subject: Int, item: JudgedItem)] {
        guard let place = automatic.firstIndex(of: rater) else { return [] }
        return subjects.compactMap { subject in
            guard !subject.labels.isEmpty, subject.verdicts[place] != .notAsked else { return nil }
            var verdict: Double?
            if case .score(let score) = subject.verdicts[place] { verdict = score }
            let item = JudgedItem(
                prompt: subject.prompt,
                labels: subject.labels,
                verdict: verdict,
                models: isPairs ? writers(of: subject.number) : nil
            )
            return (subject.number, item)
        }
    }

    /// Who wrote the first and the second text, in the order of their ids; nil where more than one model wrote one.
    private func writers(of subject: Int) -> PairVerdicts.Models? {
        let sides = set.subjects.orderedWriters(of: subject)
        guard sides.count == 2, let left = sides[0].first, let right = sides[1].first else { return nil }
        return PairVerdicts.Models(left: Int(left), right: Int(right))
    }

    /// People's verdicts on pairs of a candidate and the baseline: 1 where the candidate won.
    package func pairs(candidate: Int, baseline: Int) -> [(prompt: Int, verdicts: [JudgedItem.Label])] {
        subjects.compactMap { subject in
            guard let models = writers(of: subject.number), !set.subjects.isReplaced(subject.number),
                Set([models.left, models.right]) == Set([candidate, baseline]),
                models.left != models.right
            else { return nil }
            let sign = models.left == candidate ? 1.0 : -1
            return (subject.prompt, subject.labels.map { .init(person: $0.person, value: sign * $0.value) })
        }
    }

    /// The names of subjects without a label, in order.
    var unlabelledNames: [String] {
        subjects.filter(\.labels.isEmpty).map { set.subjects.name(of: $0.number) }.sorted()
    }

    /// Each pair with every person's verdict.
    func labelledPairs() -> [PairVerdicts.Row] {
        let people = Set(subjects.flatMap { $0.labels.map(\.person) }).sorted()
        return subjects.filter { !$0.labels.isEmpty }.map { subject in
            PairVerdicts.Row(
                models: writers(of: subject.number),
                prompt: subject.prompt,
                verdicts: people.map { person in
                    subject.labels.first { $0.person == person }.map { label in
                        label.value == 0 ? .tie : label.value > 0 ? .left : .right
                    }
                }
            )
        }
    }

    /// How many labelled and unlabelled scores of an automatic rater there are, and verdicts that are none.
    package func counts(of rater: Int) -> (labelled: Int, unlabelled: Int, missing: Int) {
        guard let place = automatic.firstIndex(of: rater) else { return (0, 0, 0) }
        var counts = (labelled: 0, unlabelled: 0, missing: 0)
        for subject in subjects {
            switch subject.verdicts[place] {
            case .notAsked: break
            case .missing: counts.missing += 1
            case .score: if subject.labels.isEmpty { counts.unlabelled += 1 } else { counts.labelled += 1 }
            }
        }
        return counts
    }
}

extension RatingSet {
    func isHuman(_ opinion: Opinion) -> Bool { raters[Int(opinion.rater)].kind == .human }
}
