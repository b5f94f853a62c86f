package import Agreement
package import Store
import Studies

/// The map from one judge's scores to people's on one criterion, with what it was fitted on.
package struct JudgeMap: Sendable, Equatable {
    package let rater: String
    package let criterion: String
    package let map: CrossFittedMap
    /// What the folds of prompts were drawn with.
    package let seed: UInt64
    package let labelCount: Int
    package let promptCount: Int
    package let range: LabelledRange
    /// Root mean square error out of fold, of the judge's own scores and of the mapped ones.
    package let before: Double
    package let after: Double
    /// What it was fitted on; another today makes it stale.
    package let origin: Origin

    /// The versions and labels that a map rests on.
    package struct Origin: Sendable, Equatable {
        /// Empty where there is none.
        package var judgeVersion: String
        package var criterionSHA256: String
        package var labelsSHA256: String

        /// What of a later origin is another, in words; `alike` are the versions of the criterion under which the same is
        /// rated.
        func moved(to later: Origin, alike: Set<String> = []) -> [String] {
            [
                (judgeVersion != later.judgeVersion, "judge version"),
                (
                    criterionSHA256 != later.criterionSHA256 && !alike.contains(criterionSHA256),
                    "criterion version"
                ),
                (labelsSHA256 != later.labelsSHA256, "labels"),
            ].filter(\.0).map(\.1)
        }
    }

    /// Nil under 30 labelled prompts, or where the folds cannot be told apart; `known` are subject, prompt, people's and the
    /// judge's value.
    init?(
        _ study: QualityStudy,
        rater number: Int,
        known: [(subject: Int, prompt: Int, people: Double, judge: Double)],
        seed: UInt64
    ) throws {
        let prompts = Set(known.map(\.prompt)).count
        guard prompts >= Self.fewestPrompts, let origin = study.origin(of: number) else { return nil }
        let folds = known.map { study.fold(of: $0.subject, seed: seed) }
        let (judge, people) = (known.map(\.judge), known.map(\.people))
        let form = try ScoreMap.form(judge: judge, people: people, folds: folds)
        guard let map = try CrossFittedMap(judge: judge, people: people, folds: folds, form: form),
            let range = LabelledRange(labelled: judge)?.kept,
            let before = try ScoreMap.crossValidatedError(judge: judge, people: people, folds: folds, form: .raw),
            let after = try ScoreMap.crossValidatedError(judge: judge, people: people, folds: folds, form: form)
        else { return nil }
        rater = study.set.raters[number].name
        criterion = study.name
        self.map = map
        self.seed = seed
        labelCount = known.count
        promptCount = prompts
        self.range = range
        (self.before, self.after) = (before, after)
        self.origin = origin
    }

    static let fewestPrompts = 30

    /// Why each part of what is stored is stored: see `init(_:)`.
    package var record: StoredMap {
        StoredMap(
            rater: rater,
            criterion: criterion,
            judgeVersion: origin.judgeVersion,
            criterionSHA256: origin.criterionSHA256,
            labelsSHA256: origin.labelsSHA256,
            map: json.canonicalText
        )
    }

    private var json: JSONValue {
        .object([
            ("form", .string(map.form.rawValue)), ("seed", .string("\(seed)")), ("labels", .count(labelCount)),
            ("prompts", .count(promptCount)), ("before", .number(before)), ("after", .number(after)),
            ("levels", .array(range.levels.map { .array([.number($0.score), .count($0.count)]) })),
            (
                "folds",
                .object(map.maps.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value.json) })
            ),
        ])
    }

    /// Reads a map that is stored; throws words where it cannot be.
    package init(_ record: StoredMap) throws {
        guard let json = try? JSONValue(parsing: record.map), let form = json["form"]?.string,
            let name = ScoreMap.Form(rawValue: form), let seed = json["seed"]?.string.flatMap({ UInt64($0) }),
            let labels = json["labels"]?.integer, let prompts = json["prompts"]?.integer,
            let before = json["before"]?.number, let after = json["after"]?.number,
            let range = LabelledRange(json: json["levels"]),
            let map = CrossFittedMap(json: json["folds"], form: name)
        else {
            throw RatingsError(
                "the map of '\(record.rater)' on '\(record.criterion)' cannot be read: run 'slam calibrate \(record.rater)' again"
            )
        }
        (rater, criterion, self.map, self.seed) = (record.rater, record.criterion, map, seed)
        (labelCount, promptCount, self.range) = (labels, prompts, range)
        (self.before, self.after) = (before, after)
        origin = Origin(
            judgeVersion: record.judgeVersion,
            criterionSHA256: record.criterionSHA256,
            labelsSHA256: record.labelsSHA256
        )
    }
}

extension JSONValue {
    fileprivate static func count(_ number: Int) -> JSONValue { .number(Double(number)) }
}

extension ScoreMap {
    fileprivate var json: JSONValue {
        guard let steps else {
            return .object([
                ("intercept", .number(intercept)), ("labels", .count(labelCount)), ("slope", .number(slope)),
            ])
        }
        return .object([
            ("labels", .count(labelCount)), ("x", .array(steps.x.map(JSONValue.number))),
            ("y", .array(steps.fitted.map(JSONValue.number))),
        ])
    }

    fileprivate init?(json: JSONValue, form: Form) {
        guard let labels = json["labels"]?.integer else { return nil }
        if form == .isotonic {
            let (x, y) = (json["x"]?.array?.compactMap(\.number), json["y"]?.array?.compactMap(\.number))
            guard let x, let y, let steps = IsotonicRegression(x: x, fitted: y) else { return nil }
            self.init(form: form, labelCount: labels, steps: steps)
        } else {
            guard let intercept = json["intercept"]?.number, let slope = json["slope"]?.number else { return nil }
            self.init(form: form, labelCount: labels, intercept: intercept, slope: slope)
        }
    }
}

extension CrossFittedMap {
    fileprivate init?(json: JSONValue?, form: ScoreMap.Form) {
        var maps: [Int: ScoreMap] = [:]
        for (name, map) in json?.members ?? [] {
            guard let fold = Int(name), let map = ScoreMap(json: map, form: form) else { return nil }
            maps[fold] = map
        }
        self.init(maps: maps)
    }
}

extension LabelledRange {
    fileprivate init?(json: JSONValue?) {
        let levels = (json?.array ?? []).compactMap { level -> (score: Double, count: Int)? in
            guard let parts = level.array, parts.count == 2, let score = parts[0].number, let count = parts[1].integer
            else { return nil }
            return (score, count)
        }
        self.init(levels: levels)
    }
}

extension QualityStudy {
    /// What a map fitted today would rest on; nil for a criterion that the study does not have.
    func origin(of rater: Int) -> JudgeMap.Origin? {
        guard let version = set.criteria[criterion].sha256 else { return nil }
        return JudgeMap.Origin(
            judgeVersion: set.version(of: rater, on: criterion) ?? "",
            criterionSHA256: version,
            labelsSHA256: labelsSHA256
        )
    }

    /// The hash of people's labels: of whom, of what and which.
    var labelsSHA256: String {
        let rows = subjects.flatMap { subject in
            subject.labels.map { label in
                [
                    set.subjects.name(of: subject.number), set.raters[people[label.person]].name,
                    JSONValue.canonicalNumber(label.value),
                ]
            }
        }
        let sorted = rows.sorted { $0.lexicographicallyPrecedes($1) }
        return SHA256.hex(of: JSONValue.array(sorted.map { .array($0.map(JSONValue.string)) }).canonicalBytes)
    }

    /// The fold of a subject's prompt.
    func fold(of subject: Int, seed: UInt64) -> Int {
        Self.fold(of: set.subjects.unit(of: subject) ?? set.subjects.name(of: subject), seed: seed)
    }
}

extension RatingSet {
    /// The version of an automatic rater whose opinions count; nil where it has none.
    package func version(of rater: Int, on criterion: Int) -> String? {
        if let version = panelVersions[[Int32(rater), Int32(criterion)]] { return version }
        let act = acts.last { act in
            Int(act.rater) == rater && act.staleness == nil && act.version >= 0
                && (Int(act.criterion) == criterion || criteria[Int(act.criterion)].isMetric)
        }
        return act.map { versions[Int($0.version)] }
    }
}
