package import Store
package import Studies
import Agreement

extension RatingSet {
    /// The ratings of a study in one phase; `totals` where they are told by no text and no model, `letters` by model.
    ///
    /// Verdicts on pairs are those of figures within pairs of models; with `eachPair`, for lists by text, all of them.
    package init(
        study: String,
        in store: Store,
        phase: RatingRecord.Phase = .blind,
        lengths: Bool = false,
        totals: Bool = false,
        letters: Bool = false,
        eachPair: Bool = false
    ) throws {
        let rows = try store.ratingRows(
            of: study,
            phase: phase,
            lengths: lengths,
            totals: totals,
            letters: letters,
            pairs: !eachPair
        )
        try self.init(rows, of: study, in: store)
    }

    /// The blind ratings of a study read once: with every verdict on a pair, for lists by text, and as figures within pairs of
    /// models take them, which are the same once the study is unblinded.
    package static func ofTwo(study: String, in store: Store, lengths: Bool) throws -> (
        each: RatingSet, figures: RatingSet
    ) {
        let (each, figures) = try store.ratingRowsOfTwo(of: study, lengths: lengths)
        let set = try RatingSet(each, of: study, in: store)
        return (set, set.isBlind ? try RatingSet(figures, of: study, in: store) : set)
    }

    private init(_ rows: RatingRows, of study: String, in store: Store) throws {
        self.init(rows, copy: try store.copy(of: study))
        notRandom = rows.marks.adaptive.union(try store.ratingsOfDraws(of: study))
        draw = try store.newestDraw(of: study)
        let today = Set(criteria.filter { !$0.isGone }.map(\.name))
        notes += try store.keptVersions(of: study).filter { today.contains($0.criterion) }.map {
            .kept(criterion: $0.criterion, reason: $0.reason)
        }
        try addMetricVerdicts()
        notes += unreadNotes(rows.marks.unread)
        guard try rows.marks.hasSettled || store.mayKnowAccess() else { return }
        let access = try store.accessCounts(of: study)
        guard access.sealed + access.database > 0 else { return }
        notes.append(.access(sealed: access.sealed, database: access.database, unknown: access.unknown))
    }

    /// The set of rows that the store has read.
    package init(_ rows: RatingRows, copy: StudyCopy) {
        self.init(name: "study \(copy.name)")
        isOfStudy = true
        opinionRules = copy.opinions
        isBlind = rows.shown.isBlind
        (modelNames, goneModels) = (rows.models, rows.goneModels)
        versions = rows.versions
        raters = rows.raters.map { Rater(name: $0.name, kind: $0.kind) }
        subjects = Subjects(rows)
        let numbers = addCriteria(copy.criteria, rows)
        addActs(rows, numbers)
        asked = Set(rows.versionsOfToday.keys)
        chooseVersions(rows)
        opinions = joining.joined(acts.indices.filter { acts[$0].staleness == nil }.map(Int32.init))
        addPanels(copy.opinions.panels)
        let hidden = rows.withheld.namedCriteria.filter { $0 >= 0 }
        addNotes(copy, rows, withheld: Set(hidden.map { numbers[Int($0)] }))
        let counts = subjects.promptCounts
        if counts.texts < counts.prompts { notes.append(.samePrompts(count: counts.prompts, texts: counts.texts)) }
        notes += RatingNote.withheld(rows.withheld)
        if rows.gonePromptCount > 0 { notes.append(.gonePrompts(count: rows.gonePromptCount)) }
    }

    /// How acts become opinions.
    var joining: OpinionJoining {
        OpinionJoining(
            acts: acts,
            raters: raters,
            isNominal: criteria.map { $0.level == .nominal },
            votes: raters.map { opinionRules.votes[$0.name] },
            isOurs: versions.map { $0.utf8.count == 64 }
        )
    }

    /// Adds the study's criteria, then those that bear a metric's name and those that are gone; by the rows' number.
    private mutating func addCriteria(_ known: [Studies.Criterion], _ rows: RatingRows) -> [Int32] {
        criteria = known.map(Criterion.init)
        let metrics = Set(raters.filter { $0.kind == .metric }.map(\.name))
        return rows.criteria.map { name in
            if let number = number(ofCriterion: name) { return Int32(number) }
            criteria.append(Criterion(name: name, isMetric: metrics.contains(name)))
            return Int32(criteria.count - 1)
        }
    }

    private mutating func addActs(_ rows: RatingRows, _ numbers: [Int32]) {
        var places: [Subjects.Parts: Int32] = [:]
        var single = [Int32](repeating: -1, count: rows.items.count)
        acts.reserveCapacity(rows.rows.count)
        for row in rows.rows where row.rater >= 0 && row.first >= 0 && row.criterion >= 0 {
            let criterion = numbers[Int(row.criterion)]
            let staleness: RatingNote.Staleness? =
                criteria[Int(criterion)].isGone
                ? .criterion : !row.isOfThisQuestion ? .question : rows.ofAnotherPrompt.contains(row.id) ? .prompt : nil
            if staleness == .prompt, row.outcome == .rated, raters[Int(row.rater)].kind == .human {
                rewordedLabels[criterion, default: 0] += 1
            }
            let parts = Subjects.Parts(first: row.first, second: row.second, set: row.set)
            let isSingle = row.second < 0 && row.set < 0
            var subject = isSingle ? single[Int(row.first)] : places[parts] ?? -1
            if subject < 0 {
                subject = Int32(subjects.add(parts, prompt: rows.itemPrompts[Int(row.first)]))
                if isSingle { single[Int(row.first)] = subject } else { places[parts] = subject }
            }
            acts.append(
                Act(
                    row: row.id,
                    subject: subject,
                    rater: row.rater,
                    criterion: criterion,
                    version: row.version,
                    sample: row.sample,
                    outcome: row.outcome,
                    side: row.side,
                    staleness: staleness,
                    value: row.value
                )
            )
        }
    }

    /// A judge or metric is judged by the version of today where there is one, else by the one that was stored last.
    private mutating func chooseVersions(_ rows: RatingRows) {
        struct Key: Hashable {
            var rater: Int32
            var criterion: Int32
        }
        let today = Dictionary(rows.versionsOfToday.map { ([$0.key.rater, $0.key.criterion], $0.value) }) { $1 }
        var newest: [Key: Int32] = [:]
        var isToday: Set<Key> = []
        for act in acts where act.staleness == nil && raters[Int(act.rater)].kind != .human {
            let key = Key(rater: act.rater, criterion: act.criterion)
            if newest[key] == act.version || isToday.contains(key) { continue }
            newest[key] = act.version
            guard act.version >= 0, !today.isEmpty else { continue }
            let name = [raters[Int(act.rater)].name, criteria[Int(act.criterion)].name]
            if today[name] == versions[Int(act.version)] { isToday.insert(key) }
        }
        for place in acts.indices where acts[place].staleness == nil {
            let act = acts[place]
            guard raters[Int(act.rater)].kind != .human else { continue }
            if newest[Key(rater: act.rater, criterion: act.criterion)] != act.version {
                acts[place].staleness = .version
            }
        }
    }

    private mutating func addPanels(_ panels: [Panel]) {
        guard !panels.isEmpty else { return }
        let isNominal = criteria.map { $0.level == .nominal }
        let own = opinions
        for panel in panels {
            let jurors = Set(raters.indices.filter { panel.judges.contains(raters[$0].name) }.map(Int32.init))
            let sorted = own.filter { jurors.contains($0.rater) }.enumerated().sorted {
                let names = (raters[Int($0.element.rater)].name, raters[Int($1.element.rater)].name)
                return names.0 == names.1 ? $0.offset < $1.offset : names.0 < names.1
            }.map(\.element)
            guard !sorted.isEmpty else { continue }
            raters.append(Rater(name: panel.name, kind: .judge))
            addVersions(of: panel, sorted)
            opinions += PanelVoting(panel: panel, rater: Int32(raters.count - 1), isNominal: isNominal).verdicts(sorted)
        }
        opinions.sort { ($0.criterion, $0.rater, $0.subject) < ($1.criterion, $1.rater, $1.subject) }
    }

    /// A juror who is missing on one subject does not make another panel of the rest.
    private mutating func addVersions(of panel: Panel, _ jurors: [Opinion]) {
        var names: [Int32: Set<[String]>] = [:]
        for opinion in jurors {
            let version = acts[Int(opinion.act)].version
            let name = version < 0 ? "" : versions[Int(version)]
            names[opinion.criterion, default: []].insert([raters[Int(opinion.rater)].name, name])
        }
        for (criterion, jurors) in names {
            panelVersions[[Int32(raters.count - 1), criterion]] = panel.version(jurors: jurors)
        }
    }

    /// How many of people's ratings in the figures rest on a text that was not shown to its end, by criterion.
    private func unreadNotes(_ rows: Set<Int64>) -> [RatingNote] {
        guard !rows.isEmpty else { return [] }
        return criteria.indices.compactMap { number in
            let own = opinions(on: number).filter { raters[Int($0.rater)].kind == .human && $0.number != nil }
            let count = own.count { rows.contains(acts[Int($0.act)].row) }
            return count == 0 ? nil : .unread(criterion: criteria[number].name, count: count, of: own.count)
        }
    }

    private mutating func addNotes(_ copy: StudyCopy, _ rows: RatingRows, withheld: Set<Int32>) {
        let rated = Set(opinions.map(\.criterion))
        // What waits for a full batch has a note of its own.
        let waiting = Set(rows.withheld.batches.map(\.criterion))
        let unrated = copy.criteria.indices.filter {
            !rated.contains(Int32($0)) && !waiting.contains(criteria[$0].name)
        }
        notes =
            unrated.map { number in
                let name = criteria[number].name
                return withheld.contains(Int32(number))
                    ? .withheldCriterion(criterion: name) : .unrated(criterion: name)
            } + stale
        var counts: [[String]: (note: RatingNote.Outcome, count: Int)] = [:]
        for opinion in opinions where opinion.number == nil || opinion.isBothBad {
            let outcome: RatingNote.Outcome = opinion.isBothBad ? .bothBad : .other(opinion.outcome)
            let key = [raters[Int(opinion.rater)].name, criteria[Int(opinion.criterion)].name, outcome.words]
            counts[key, default: (outcome, 0)].count += 1
        }
        notes += counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, found in
            .without(rater: key[0], criterion: key[1], outcome: found.note, count: found.count)
        }
    }
}

extension RatingSet {
    /// How many acts are in no figure, by why and criterion; older versions by their rater too.
    fileprivate var stale: [RatingNote] {
        struct Key: Hashable {
            var why: RatingNote.Staleness
            var criterion: Int32
            var rater: Int32
        }
        var counts: [Key: Int] = [:]
        for act in acts {
            guard let why = act.staleness else { continue }
            let rater = why == .version ? act.rater : -1
            counts[Key(why: why, criterion: act.criterion, rater: rater), default: 0] += 1
        }
        return counts.sorted {
            ($0.key.criterion, $0.key.why.rawValue, $0.key.rater) < (
                $1.key.criterion, $1.key.why.rawValue, $1.key.rater
            )
        }.map { key, count in
            .stale(
                key.why,
                criterion: criteria[Int(key.criterion)].name,
                rater: key.rater < 0 ? nil : raters[Int(key.rater)].name,
                count: count
            )
        }
    }
}

extension Panel {
    /// The hash of what makes its votes: its own rule, its judges and their versions.
    fileprivate func version(jurors: Set<[String]>) -> String {
        let versions = jurors.sorted { $0.lexicographicallyPrecedes($1) }
            .map { JSONValue.array($0.map(JSONValue.string)) }
        return SHA256.hex(
            of: JSONValue.array([
                .string(vote.rawValue), .number(Double(quorum)), .array(judges.map(JSONValue.string)), .array(versions),
            ]).canonicalBytes
        )
    }
}

extension RatingSet.Criterion {
    fileprivate init(_ criterion: Studies.Criterion) {
        name = criterion.name
        sha256 = criterion.sha256
        versionsAlike = criterion.versionsAlike
        level = Level(rawValue: criterion.level.rawValue) ?? .ordinal
        levelSource = .study
        kind = criterion.subject
        switch criterion.form {
        case .scale(let scale): categories = scale.points
        case .accept: categories = [0, 1]
        case .pairwise(let tie, let bothBad): categories = tie || bothBad ? [-1, 0, 1] : [-1, 1]
        case .ranking(let most, _): categories = (1...most).map(Double.init)
        }
    }

    fileprivate init(name: String, isMetric: Bool) {
        self.name = name
        level = .interval
        levelSource = .study
        kind = .item
        self.isMetric = isMetric
        isGone = !isMetric
    }
}

extension Subjects {
    fileprivate init(_ rows: RatingRows) {
        items = rows.items
        prompts = rows.prompts.map(\.name)
        firstPrompts = rows.prompts.map(\.first)
        tagsByPrompt = rows.prompts.map(\.tags)
        models = rows.models.map(rows.shown.name)
        lengths = rows.lengths
        promptsWithoutLetters = rows.withheld.prompts
        itemPrompts = rows.itemPrompts
        writers = Writers(itemCount: rows.items.count)
        for (item, model) in rows.writers where !writers.add(model, to: item) && item >= 0 && model >= 0 {
            repeats[SIMD2(item, model), default: 1] += 1
        }
        guard !rows.earlierWriters.isEmpty else { return }
        // While letters stand for models a replacement moves no figure: the one that moved would be the letter's.
        standing = rows.shown.isBlind ? nil : writers
        for (item, model) in rows.earlierWriters { writers.add(model, to: item) }
    }

    /// Adds what was rated, and returns its number.
    fileprivate mutating func add(_ parts: Parts, prompt: Int32) -> Int {
        self.parts.append(parts)
        promptNumbers.append(prompt)
        return self.parts.count - 1
    }
}
