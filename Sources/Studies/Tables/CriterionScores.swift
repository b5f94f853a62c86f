/// What the spelt scores of one criterion come to: numbers, or words of a scale.
struct CriterionScores {
    private enum Meaning {
        case value(Double)
        case missing
        case mistake(String)
    }

    private var meanings: [Int32: Meaning] = [:]
    /// What they come to where a metric gave them, if that is another thing.
    private var ofMetrics: [Int32: Meaning] = [:]
    /// By rater.
    private let isMetric: [Bool]
    private var words: [String]?
    private var categories: [Double]?
    /// Whether they are verdicts on two texts; with how many that neither will do.
    private var areVerdicts = false
    private(set) var bothBadCount = 0
    /// What a reader must know, in sentences.
    private(set) var remarks: [String] = []

    init(
        of ratings: BareTable.Ratings,
        declared: DeclaredScores,
        spellings: [String],
        readings: [NumberText],
        isMetric: [Bool]
    ) {
        self.isMetric = isMetric
        var isUsed = [Bool](repeating: false, count: spellings.count)
        for score in ratings.scores where score >= 0 { isUsed[Int(score)] = true }
        let used = spellings.indices.filter { isUsed[$0] }
        let texts = used.map { (Int32($0), ColumnName.trimmed(spellings[$0]), readings[$0]) }
        if let list = declared.categories {
            if isMetric.contains(true) {
                resolve(numbers: texts, isNominal: nil, criterion: ratings.name)
                swap(&meanings, &ofMetrics)
            }
            resolve(texts, listed: list)
        } else if declared.isNominal == nil, Self.areVerdicts(texts) {
            resolve(verdicts: texts, ratings)
        } else if Self.areLabels(texts.map(\.2), declared: declared.isNominal) {
            resolve(labels: texts)
        } else {
            resolve(numbers: texts, isNominal: declared.isNominal, criterion: ratings.name)
        }
        remark(texts, ratings)
    }

    /// Whether the scores are labels: all of them words where nothing is declared, some of them where they are nominal.
    private static func areLabels(_ readings: [NumberText], declared isNominal: Bool?) -> Bool {
        var (words, numbers, odd) = (false, false, false)
        for reading in readings {
            switch reading {
            case .number: numbers = true
            case .word: words = true
            case .odd: odd = true
            case .missing: break
            }
        }
        switch isNominal {
        case true: return words || odd
        case false: return false
        case nil: return words && !numbers && !odd
        }
    }

    /// Whether they are words for one of two texts; what is missing says neither.
    private static func areVerdicts(_ texts: [(Int32, String, NumberText)]) -> Bool {
        var words: [String] = []
        for (_, text, reading) in texts {
            switch reading {
            case .word: words.append(text)
            case .missing: continue
            case .number, .odd: return false
            }
        }
        return PairColumns.areVerdicts(words)
    }

    private mutating func resolve(verdicts texts: [(Int32, String, NumberText)], _ ratings: BareTable.Ratings) {
        areVerdicts = true
        var bad: Set<Int32> = []
        for (spelling, text, reading) in texts {
            guard case .word = reading else {
                meanings[spelling] = .missing
                continue
            }
            if PairColumns.isBothBad(text) { bad.insert(spelling) }
            meanings[spelling] = .value(PairColumns.value(text) ?? 0)
        }
        bothBadCount = ratings.scores.count(where: bad.contains)
        remarks.append(
            "The scores of '\(ratings.name)' are read as verdicts on two texts of models that nobody names (columns model_a and "
                + "model_b do); --level nominal reads them as labels."
        )
    }

    private mutating func resolve(_ texts: [(Int32, String, NumberText)], listed: [String]) {
        let numbers = listed.map { NumberText(ArraySlice(Array($0.utf8))).value }
        let areNumbers = !numbers.contains { $0 == nil }
        let values = areNumbers ? numbers.compactMap(\.self) : listed.indices.map(Double.init)
        categories = values
        if !areNumbers { words = listed }
        for (spelling, text, reading) in texts {
            let place =
                listed.firstIndex { $0.utf8.elementsEqual(text.utf8) }
                ?? reading.value.flatMap { value in numbers.firstIndex { $0 == value } }
            if let place {
                meanings[spelling] = .value(values[place])
            } else if case .missing = reading {
                meanings[spelling] = .missing
            } else {
                meanings[spelling] = .mistake(
                    "the score '\(text)' is none of those that --categories lists: correct one"
                )
            }
        }
    }

    private mutating func resolve(labels texts: [(Int32, String, NumberText)]) {
        var labels: [(spelling: Int32, label: String)] = []
        for (spelling, text, reading) in texts {
            switch reading {
            case .missing(isCertain: true): meanings[spelling] = .missing
            case .number(let value): labels.append((spelling, JSONValue.canonicalNumber(value)))
            default: labels.append((spelling, text))
            }
        }
        let sorted = Set(labels.map(\.label)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, Double($0)) })
        for (spelling, label) in labels { meanings[spelling] = places[label].map(Meaning.value) }
        words = sorted
    }

    private mutating func resolve(numbers texts: [(Int32, String, NumberText)], isNominal: Bool?, criterion: String) {
        let remedy =
            isNominal == nil
            ? "correct it, leave it empty, or read all as labels with --level nominal"
            : "list the words in order with --categories, or use --level nominal"
        for (spelling, text, reading) in texts {
            switch reading {
            case .number(let value): meanings[spelling] = .value(value)
            case .missing: meanings[spelling] = .missing
            case .odd(let message): meanings[spelling] = .mistake("the score \(message)")
            case .word:
                meanings[spelling] = .mistake("the score '\(text)' of '\(criterion)' is no number: \(remedy)")
            }
        }
    }

    private mutating func remark(_ texts: [(Int32, String, NumberText)], _ ratings: BareTable.Ratings) {
        let absent = texts.filter { if case .missing = $0.2 { !$0.1.isEmpty } else { false } }
        guard !absent.isEmpty else { return }
        var counts: [Int32: Int] = [:]
        for score in ratings.scores { counts[score, default: 0] += 1 }
        for (spelling, text, _) in absent {
            let rows = counts[spelling] ?? 0
            let place = "\(rows) \(rows == 1 ? "score" : "scores") of '\(ratings.name)'"
            if case .missing = meanings[spelling] {
                remarks.append("\(place) read '\(text)': counted as missing.")
            } else {
                remarks.append("\(place) read '\(text)': counted as a label; leave the cell empty for a missing score.")
            }
        }
    }

    /// What is wrong with a spelling as that rater's; −1 stands for bytes that are not UTF-8.
    func mistake(of spelling: Int32, by rater: Int32) -> String? {
        guard spelling >= 0 else { return "the score is not UTF-8: save the file as UTF-8" }
        if case .mistake(let message) = meanings(of: rater)[spelling] { return message }
        return nil
    }

    private func meanings(of rater: Int32) -> [Int32: Meaning] {
        isMetric[Int(rater)] && !ofMetrics.isEmpty ? ofMetrics : meanings
    }

    /// Puts values in the place of spellings; those that are none leave the ratings.
    func apply(to ratings: inout BareTable.Ratings) {
        if areVerdicts { ratings.isOfPairs = true }
        ratings.words = words
        ratings.categories = categories
        var places: [UInt64: Int32] = [:]
        func numbers(_ meanings: [Int32: Meaning]) -> [Int32] {
            var numbers = [Int32](repeating: -1, count: Int((meanings.keys.max() ?? -1) + 1))
            for (spelling, meaning) in meanings.sorted(by: { $0.key < $1.key }) {
                guard case .value(let value) = meaning else { continue }
                let place = places[value.bitPattern] ?? Int32(ratings.values.count)
                if Int(place) == ratings.values.count {
                    places[value.bitPattern] = place
                    ratings.values.append(value)
                }
                numbers[Int(spelling)] = place
            }
            return numbers
        }
        let people = numbers(meanings)
        let metrics = ofMetrics.isEmpty ? people : numbers(ofMetrics)
        var kept = 0
        for index in ratings.scores.indices {
            let spelling = ratings.scores[index]
            let numbers = isMetric[Int(ratings.raters[index])] ? metrics : people
            guard spelling >= 0, numbers[Int(spelling)] >= 0 else {
                ratings.missing.append((ratings.items[index], ratings.raters[index]))
                continue
            }
            ratings.scores[kept] = numbers[Int(spelling)]
            if kept != index {
                ratings.items[kept] = ratings.items[index]
                ratings.raters[kept] = ratings.raters[index]
            }
            kept += 1
        }
        let lost = ratings.scores.count - kept
        ratings.scores.removeLast(lost)
        ratings.items.removeLast(lost)
        ratings.raters.removeLast(lost)
    }
}
