package import Agreement
import Studies

/// The ratings of one criterion as calibration needs them: responses or pairs with people's labels and automatic verdicts.
package struct QualityStudy: Sendable {
    /// A response, or a pair, with whoever wrote it.
    struct Subject: Sendable {
        var number: Int
        /// The rank of its prompt by name.
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
    /// By prompt and name: bootstrap and sums take them in turn, so that the order of reading moves no digit.
    private(set) var subjects: [Subject] = []
    /// The numbers of the raters that labels' persons are, by name.
    let people: [Int]
    /// Labels that are left out: they were not drawn at random, and no probability is stored.
    package let notRandomCount: Int
    /// By judge whose verdicts were imported: labelled items that it has none on, which count as missing verdicts.
    private var importedWithout: [Int: Int] = [:]

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

    /// The ends of the scale where it is declared.
    var limits: ClosedRange<Double>? { self.set.criteria[criterion].categories == nil ? nil : scale }

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
        let numbers = Set((opinions + drawn).map { Int($0.rater) }).sorted { one, other in
            let (first, second) = (set.raters[one].name, set.raters[other].name)
            return first == second ? one < other : Subjects.precedes(first, second)
        }
        automatic = numbers.filter { set.raters[$0].kind != .human }
        people = numbers.filter { set.raters[$0].kind == .human }
        let places = Dictionary(uniqueKeysWithValues: automatic.enumerated().map { ($1, $0) })
        let persons = Dictionary(uniqueKeysWithValues: people.enumerated().map { ($1, $0) })
        var rows = [Int](repeating: -1, count: set.subjects.count)
        var unknown = -1
        for opinion in opinions {
            let subject = Int(opinion.subject)
            if rows[subject] < 0 {
                rows[subject] = subjects.count
                // A subject without a prompt is a prompt of its own.
                let prompt = set.subjects.unitNumber(of: subject) ?? unknown
                if prompt == unknown { unknown -= 1 }
                let verdicts = [QualityItem.Verdict](repeating: .notAsked, count: automatic.count)
                subjects.append(Subject(number: subject, prompt: prompt, labels: [], verdicts: verdicts))
            }
            let row = rows[subject]
            if let place = places[Int(opinion.rater)] {
                subjects[row].verdicts[place] = opinion.number.map { .score($0) } ?? .missing
            } else if let value = opinion.number {
                subjects[row].labels.append(.init(person: persons[Int(opinion.rater)] ?? 0, value: value))
            }
        }
        for opinion in drawn {
            guard let value = opinion.number, rows[Int(opinion.subject)] >= 0 else { continue }
            let person = persons[Int(opinion.rater)] ?? 0
            subjects[rows[Int(opinion.subject)]].drawn.append(.init(person: person, value: value))
        }
        markMissing()
        sortByName()
    }

    /// Left out the hard texts would make an imported judge look good: whether it was asked nobody can tell.
    private mutating func markMissing() {
        for (place, rater) in automatic.enumerated() where set.isImported(rater, on: criterion) {
            let lacking = subjects.indices.filter {
                !subjects[$0].labels.isEmpty && subjects[$0].verdicts[place] == .notAsked
            }
            for row in lacking { subjects[row].verdicts[place] = .missing }
            importedWithout[rater] = lacking.count
        }
    }

    /// Puts ranks by name in the place of numbers in the order of reading.
    private mutating func sortByName() {
        func precedes(_ one: String, _ other: String) -> Bool { Subjects.precedes(one, other) }
        var names: [Int: String] = [:]
        for subject in subjects where names[subject.prompt] == nil {
            names[subject.prompt] =
                set.subjects.unit(of: subject.number) ?? set.subjects.name(of: subject.number)
        }
        // A subject without a prompt may bear a prompt's name.
        let sorted = names.sorted { one, other in
            one.value == other.value ? one.key > other.key : precedes(one.value, other.value)
        }
        let ranks = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.key, $0) })
        var named = subjects.map { subject -> (name: String, subject: Subject) in
            var subject = subject
            subject.prompt = ranks[subject.prompt] ?? 0
            subject.labels.sort { $0.person < $1.person }
            subject.drawn.sort { $0.person < $1.person }
            return (set.subjects.name(of: subject.number), subject)
        }
        named.sort { one, other in
            one.subject.prompt == other.subject.prompt
                ? precedes(one.name, other.name) : one.subject.prompt < other.subject.prompt
        }
        subjects = named.map(\.subject)
    }

    /// The tags of each prompt by its rank.
    var tags: [Int: [String]] {
        var tags: [Int: [String]] = [:]
        for subject in subjects {
            // Of prompts that read the same each may have its own.
            let known = tags[subject.prompt] ?? []
            tags[subject.prompt] = known + set.subjects.tags(of: subject.number).filter { !known.contains($0) }
        }
        return tags
    }

    /// The ratings that agreement's figures rest on, without labels that were not drawn at random.
    var ratings: CriterionRatings {
        guard notRandomCount > 0 else { return set.ratings(on: criterion) }
        var random = set
        random.opinions.removeAll {
            set.isHuman($0) && $0.act >= 0 && set.notRandom.contains(set.acts[Int($0.act)].row)
        }
        return random.ratings(on: criterion)
    }

    /// One automatic rater against people, as 'slam agreement' has it.
    package func agreement(of rater: Int, options: IntervalOptions) throws -> CriterionReport.Automatic? {
        try ratings.automatic(named: set.raters[rater].name, options: options).first
    }

    /// The fold of a prompt, of five, by the hash of its name and the seed.
    static func fold(of prompt: String, seed: UInt64) -> Int {
        let digest = SHA256.hex(of: "\(seed) \(prompt)").prefix(8)
        return Int(UInt32(digest, radix: 16) ?? 0) % 5
    }

    private func folds(seed: UInt64) -> [Int: Int] {
        var folds: [Int: Int] = [:]
        for subject in subjects where folds[subject.prompt] == nil {
            let name = set.subjects.unit(of: subject.number) ?? set.subjects.name(of: subject.number)
            folds[subject.prompt] = Self.fold(of: name, seed: seed)
        }
        return folds
    }

    /// Each response of every model: one text may be several.
    package func items(seed: UInt64) -> [QualityItem] {
        guard !isPairs else { return [] }
        let folds = folds(seed: seed)
        return subjects.flatMap { subject -> [QualityItem] in
            (set.subjects.figuredWriters(of: subject.number).first ?? []).flatMap { model -> [QualityItem] in
                var item = QualityItem(
                    model: Int(model),
                    prompt: subject.prompt,
                    fold: folds[subject.prompt] ?? 0,
                    labels: subject.labels,
                    verdicts: subject.verdicts
                )
                return (0..<set.subjects.responseCount(of: subject.number, by: model)).map { place -> QualityItem in
                    item.isRepeat = place > 0
                    return item
                }
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
                models: isPairs ? writers(of: subject.number) : nil,
                author: isPairs ? nil : author(of: subject.number)
            )
            return (subject.number, item)
        }
    }

    /// Who wrote the first and the second text, in the order of their ids.
    private func writers(of subject: Int) -> PairVerdicts.Models? {
        set.subjects.writersOfPair(subject)
    }

    /// The one model that wrote a text.
    private func author(of subject: Int) -> Int? {
        let writers = set.subjects.writers(of: subject).first ?? []
        return writers.count == 1 ? Int(writers[0]) : nil
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

    /// By model the prompts to which its one text is the baseline's one text.
    func identicalPrompts(_ baseline: Int?) -> [Int: IdenticalPrompts] {
        guard let baseline else { return [:] }
        var found: [Int: IdenticalPrompts] = [:]
        let own = Int32(baseline)
        for prompts in set.subjects.textsByPrompt {
            let answered = prompts.filter { $0[own] != nil }
            for model in Set(answered.flatMap(\.keys)) where model != own {
                // Prompts that read the same are alike where each of them is.
                let areAlike = answered.filter { $0[model] != nil }.allSatisfy { texts in
                    texts[own]?.count == 1 && texts[model] == texts[own]
                }
                found[Int(model), default: IdenticalPrompts()].add(areAlike: areAlike)
            }
        }
        for model in found.keys {
            let rated = pairs(candidate: model, baseline: baseline).filter { !$0.verdicts.isEmpty }
            found[model]?.rated = Set(rated.map(\.prompt)).count
        }
        return found.filter { $0.value.count > 0 }
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

    /// How many labelled items a judge has neither a verdict on nor a reason for none; a metric has none of its anchor's.
    func unscoredCount(of rater: Int) -> Int {
        guard let place = automatic.firstIndex(of: rater), set.raters[rater].kind == .judge else { return 0 }
        return set.unscored[[Int32(rater), Int32(criterion)]] ?? importedWithout[rater]
            ?? subjects.count { !$0.labels.isEmpty && $0.verdicts[place] == .notAsked }
    }
}

extension [QualityItem] {
    /// Without the further responses of one text where a model gave its prompt no other: a prompt's mean is the same, and a
    /// share stays one of a prompt.
    var withoutNeedlessRepeats: [QualityItem] {
        guard contains(where: \.isRepeat) else { return self }
        var counts: [[Int]: Int] = [:]
        for item in self where !item.isRepeat { counts[[item.model, item.prompt], default: 0] += 1 }
        return filter { !$0.isRepeat || (counts[[$0.model, $0.prompt]] ?? 0) > 1 }
    }
}

extension RatingSet {
    func isHuman(_ opinion: Opinion) -> Bool { raters[Int(opinion.rater)].kind == .human }
}
